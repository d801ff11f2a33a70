import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import type { Channel } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { composeNotice } from '../notices/index.js';
import type { Claim, ClaimedMessage } from './claimed-message.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { settleOutcome, settleTrace, type MessageHistory, type Settlement } from './settlement.js';
import { OutcomesRepository } from './outcomes.repository.js';

/** Sends claimed messages and writes down what came of it: a lost one is looked for before it is sent again. */
@Injectable()
export class SendingService {
  constructor(
    private readonly transactions: Transactions,
    private readonly outcomes: OutcomesRepository,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** Sees a claim through to its settlement. Answers the settlement, after which the channel may have to rest. */
  async see(claim: Claim, channel: Channel): Promise<Settlement> {
    const first = claim.lost ? await this.look(claim.message, channel) : await this.send(claim.message, channel);
    if (first.to !== 'resend') return first;
    return this.resend(claim.message, channel);
  }

  private async send(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const outgoing = { id: message.id, recipient: message.recipient, notice: this.compose(message) };
    const outcome = await channel.send(outgoing, () => this.bodyBegins(message));
    const settlement = settleOutcome(outcome, historyOf(message, channel));
    await this.settle(message, settlement);
    return settlement;
  }

  private async look(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const settlement = settleTrace(await channel.look(message), historyOf(message, channel));
    if (settlement.to !== 'resend') await this.settle(message, settlement);
    return settlement;
  }

  /** The same message once more: unless what it says is no longer true, which is worse than perhaps not having said it. */
  private async resend(message: ClaimedMessage, channel: Channel): Promise<Settlement> {
    const giveUp: Settlement = { to: 'giveUp', reason: 'its answer was lost, and what it said is no longer so' };
    if (!message.subjects.every(({ standing }) => standing === 'OWED')) {
      await this.settle(message, giveUp);
      return giveUp;
    }
    const held = await this.outcomes.resending(this.transactions.reading, message, this.env.LEASE_SECONDS);
    if (!held) return giveUp;
    this.log.warn('The answer to a message was lost; it is sent once more under the same id', fieldsOf(message));
    return this.send({ ...message, resent: true }, channel);
  }

  private compose({ subjects, now }: ClaimedMessage) {
    return composeNotice({ subjects, now, consoleUrl: this.env.CONSOLE_URL });
  }

  /** The last moment to stop: whoever has taken the message over meanwhile sends it instead. */
  private async bodyBegins(message: ClaimedMessage): Promise<void> {
    const held = await this.outcomes.bodyBegins(this.transactions.reading, message, this.env.LEASE_SECONDS);
    if (!held) throw new Error('another process has taken this message over');
  }

  private async settle(message: ClaimedMessage, settlement: Settlement): Promise<void> {
    const held = await this.transactions.run((tx) => this.write(tx, message, settlement));
    if (!held) {
      this.log.warn('Another process has taken this message over; its outcome is not ours to write', fieldsOf(message));
      return;
    }
    this.metrics.settled(message, settlement);
    const fields = {
      ...fieldsOf(message),
      outcome: settlement.to,
      ...('reason' in settlement ? { reason: settlement.reason } : {}),
    };
    if (settlement.to === 'deliver') this.log.info('A message was delivered', fields);
    else this.log.warn('A message was not delivered this time', fields);
  }

  private write(tx: Parameters<OutcomesRepository['end']>[0], message: ClaimedMessage, settlement: Settlement): Promise<boolean> {
    switch (settlement.to) {
      case 'deliver':
        return this.outcomes.end(tx, message, {
          state: 'DELIVERED',
          reason: message.resent ? 'sent twice under one id, since the first answer was lost: it may have arrived twice' : null,
          providerRef: settlement.providerRef,
        });
      case 'fail':
        return this.outcomes.end(tx, message, { state: 'FAILED', reason: settlement.reason, providerRef: null });
      case 'giveUp':
        return this.outcomes.end(tx, message, { state: 'UNCONFIRMED', reason: settlement.reason, providerRef: null });
      case 'release':
        return this.outcomes.release(tx, message, settlement);
      case 'keep':
        return this.outcomes.keep(tx, message, settlement);
      case 'resend':
        return Promise.resolve(true);
    }
  }
}

function historyOf({ subjects, resent, ageSeconds }: ClaimedMessage, { canBeAsked }: Channel): MessageHistory {
  const attempts = Math.max(0, ...subjects.map((subject) => subject.attempts));
  return { attempts, resent, ageSeconds, canBeAsked, random: Math.random() };
}

/** At most so many ids of one message are logged. */
const IDS_LOGGED = 20;

function fieldsOf({ id, channel, fence, subjects }: ClaimedMessage) {
  const some = subjects.slice(0, IDS_LOGGED);
  return {
    messageId: id,
    channel,
    fence,
    count: subjects.length,
    cids: some.map(({ credential }) => credential.cid),
    eventIds: some.map(({ eventId }) => eventId),
    requestIds: some.flatMap(({ requestId }) => requestId ?? []),
  };
}
