import { hurry, untilDelivery, untilDue, type Fault } from './fault.setup.js';

/** What the mail server and Slack do. */
export const providerFaults: readonly Fault[] = [
  {
    ...{ number: 22, fault: 'the mail server says later', injected: '451 once: tried again after a minute', isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{
      number: 23,
      fault: 'the mailbox does not exist',
      injected: '550 5.1.1: FAILED with a reason, Slack is told',
      isSlow: true,
    },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 550, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{
      number: 24,
      fault: 'the mail server falls silent at its greeting',
      injected: 'tried again, at once by the statement of the runbook',
    },
    ...{ isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 1 } }),
    strike: async (system, keys) => {
      await untilDelivery(system, keys, `state = 'PENDING' AND attempts = 1`);
      await hurry(system, keys);
    },
  },
  {
    ...{
      number: 24,
      fault: 'the mail server falls silent in answer to DATA',
      injected: 'nothing of the body went out: tried again, as above',
    },
    ...{ isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'hang', at: 'data', times: 1 } }),
    strike: async (system, keys) => {
      await untilDelivery(system, keys, `state = 'PENDING' AND attempts = 1`);
      await hurry(system, keys);
    },
  },
  {
    ...{
      number: 24,
      fault: 'the mail server falls silent after the final dot',
      injected: 'taken, and nobody hears of it: sent again under the same Message-ID, flagged',
    },
    ...{ mayFlag: 2, isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'hang', at: 'dot', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 25, fault: 'the mail server takes it and hangs up', injected: 'the connection drops after the final dot, once' },
    ...{ mayFlag: 2, isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 26, fault: 'our own login is refused', injected: '535 once: the channel rests, and goes on', isSlow: true },
    before: (system) => system.inbox.faults({ email: { fault: 'reply', code: 535, times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{ number: 27, fault: 'Slack limits the rate', injected: '429 with Retry-After 4, three times', isSlow: true },
    before: (system) => system.inbox.faults({ slack: { fault: 'rateLimit', retryAfter: 4, times: 3 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{
      number: 28,
      fault: 'Slack takes it and its answer is lost',
      injected: 'the connection drops after the message was posted',
    },
    before: (system) => system.inbox.faults({ slack: { fault: 'dropAfterAcceptance', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
  {
    ...{
      number: 29,
      fault: 'the channel is archived',
      injected: 'is_archived: FAILED with a reason, email is told',
      isSlow: true,
    },
    before: (system) => system.inbox.faults({ slack: { fault: 'error', error: 'is_archived', times: 1 } }),
    strike: (_, keys) => untilDue(keys),
  },
];
