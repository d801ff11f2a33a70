import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { aCredential, aUser, expiresIn, keyEventOf, userEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { LogBench } from './log.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;
let log: LogBench;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', NOTIFY_EMAILS: 'ops@curfew.localhost' });
  [ledger, log] = [new Ledger(bench), await LogBench.on(bench)];
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(async () => {
  await log.close();
  await bench.close();
});

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Credentials of one owner in a workspace of their own, due together in a moment. */
function dueTogether(count: number) {
  const workspaceId = randomId('ws');
  const owner = { id: randomId('us'), email: `${randomId('us')}@curfew.localhost`, name: 'Ada' };
  const expiration = expiresIn({ days: 7, ms: 700 });
  return Array.from({ length: count }, () => aCredential({ workspaceId, owner, expiration }));
}

const settled = (workspaceId: string, status: string, count: number) =>
  until(
    async () => {
      const { logs } = await log.ask(workspaceId);
      return logs.filter((one) => one.status === status).length === count && logs;
    },
    { what: `${String(count)} of the log are ${status}`, withinMs: 20_000 },
  );

describe('what was sent', () => {
  it('is one row for each reminder and recipient; what one message carried has its run in common', async () => {
    const [one, other] = dueTogether(2);
    if (!one || !other) throw new Error('There are two');
    await bench.publish(keyEventOf(one), keyEventOf(other));
    const logs = await settled(one.workspaceId, 'DELIVERED', 6);
    expect(new Set(logs.map(({ id }) => id)).size).toBe(6);
    expect(new Set(logs.map(({ runId }) => runId)).size).toBe(3);
    expect(logs.find(({ recipientType }) => recipientType === 'USER')).toEqual({
      id: expect.stringMatching(/^de[0-9a-f]{16}$/),
      runId: expect.stringMatching(/^dl[0-9a-f]{16}$/),
      type: 'TOKEN_EXPIRES_IN_N_DAYS',
      medium: 'EMAIL',
      recipientType: 'USER',
      status: 'DELIVERED',
      dateCreated: expect.stringMatching(INSTANT),
      dateDelivered: expect.stringMatching(INSTANT),
      recipientEmail: one.owner.email,
    });
    const who = logs.map(
      ({ recipientType, recipientEmail, recipientChannel }) => `${recipientType} ${recipientEmail ?? recipientChannel ?? ''}`,
    );
    expect([...new Set(who)].sort()).toEqual(['CHANNEL #api-keys', 'EMAIL ops@curfew.localhost', `USER ${one.owner.email}`]);
  });

  it('that was refused says why, and what waits for another try says what went wrong', async () => {
    await bench.inbox.faults({
      email: { fault: 'reply', code: 550, times: 2 },
      slack: { fault: 'error', error: 'service_unavailable' },
    });
    const [credential] = dueTogether(1);
    if (!credential) throw new Error('There is one');
    await bench.publish(keyEventOf(credential));
    await ledger.until(credential, { channel: 'SLACK', state: 'PENDING', attempts: 1 });
    const logs = await settled(credential.workspaceId, 'FAILED', 2);
    const refused = logs.find(({ recipientType }) => recipientType === 'USER');
    expect(refused).toMatchObject({ status: 'FAILED', errorMessage: expect.stringContaining('550') });
    expect(refused?.failedReason).toBe(refused?.errorMessage);
    expect(refused).not.toHaveProperty('dateDelivered');
    const waiting = logs.find(({ medium }) => medium === 'SLACK');
    expect(waiting).toMatchObject({ status: 'READY', errorMessage: expect.any(String) });
    expect(waiting).not.toHaveProperty('failedReason');
  });
});

describe('what could not be sent', () => {
  const quiet = { SWEEP_INTERVAL_SECONDS: '1', NOTIFY_SLACK_CHANNELS: '', NOTIFY_EMAILS: '' };

  it('for want of anybody to tell is in the log, counted, and says so', async () => {
    const lonely = await setupScheduler(quiet);
    const logOf = await LogBench.on(lonely);
    const owner = aUser({ workspaceId: randomId('ws'), status: 'DEACTIVATED' });
    await lonely.publish(userEventOf(owner));
    await until(async () => (await lonely.query('SELECT FROM scheduler.users')).length > 0, { what: 'the owner is heard of' });
    const { id, email, name, workspaceId } = owner;
    const credential = aCredential({ workspaceId, owner: { id, email, name }, expiration: expiresIn({ days: 7, ms: 300 }) });
    await lonely.publish(keyEventOf(credential));
    const { total, logs } = await until(
      async () => {
        const answer = await logOf.ask(workspaceId, { statuses: ['FAILED'], mediums: ['EMAIL'] });
        return answer.total > 0 && answer;
      },
      { what: 'the failure is in the log' },
    );
    expect([total, logs]).toEqual([
      1,
      [
        expect.objectContaining({
          status: 'FAILED',
          recipientType: 'USER',
          failedReason: expect.stringContaining('nobody to tell'),
        }),
      ],
    ]);
    expect(logs[0]).not.toHaveProperty('recipientEmail');
    for (const not of [{ statuses: ['READY' as const] }, { mediums: ['SLACK' as const] }, { recipientEmails: [email] }])
      expect((await logOf.ask(workspaceId, not)).total).toBe(0);
    expect((await lonely.get('/metrics')).body).toMatch(/fallen_due_total{outcome="untold",service="scheduler"} 1/);
    await logOf.close();
    await lonely.close();
  });

  it('for want of its channel is in the log, and says so', async () => {
    const [credential] = dueTogether(1);
    if (!credential) throw new Error('There is one');
    const deaf = await setupScheduler({ ...quiet, NOTIFY_SLACK_CHANNELS: '#api-keys', SLACK_BOT_TOKEN: undefined as never });
    const logOf = await LogBench.on(deaf);
    await deaf.publish(keyEventOf(credential));
    const { logs } = await until(
      async () => {
        const answer = await logOf.ask(credential.workspaceId, { statuses: ['FAILED'] });
        return answer.total > 0 && answer;
      },
      { what: 'the failure is in the log' },
    );
    expect(logs).toEqual([
      expect.objectContaining({ medium: 'SLACK', recipientChannel: '#api-keys', failedReason: 'SLACK is not configured' }),
    ]);
    expect(logs[0]?.runId).toMatch(/^re[0-9a-f]{16}$/);
    await logOf.close();
    await deaf.close();
  });
});

describe('every state of the ledger', () => {
  it.each([
    ['PENDING', 'READY', { errorMessage: 'r' }],
    ['SENDING', 'READY', { errorMessage: 'r' }],
    ['DELIVERED', 'DELIVERED', { errorMessage: 'r', dateDelivered: '2027-01-01T00:00:01.000Z' }],
    ['FAILED', 'FAILED', { errorMessage: 'r', failedReason: 'r' }],
    ['UNCONFIRMED', 'FAILED', { errorMessage: 'r', failedReason: 'r' }],
    ['CANCELLED', 'IGNORED', { ignoredReason: 'r' }],
    ['SUPERSEDED', 'IGNORED', { ignoredReason: 'r' }],
    ['EXPIRED', 'IGNORED', { ignoredReason: 'r' }],
  ])('%s is told as %s', async (state, status, said) => {
    const messageId = randomId('dl');
    const workspaceId = await log.seed([{ state, reason: 'r', messageId }]);
    const shared = {
      id: expect.any(String),
      runId: messageId,
      type: 'TOKEN_EXPIRES_IN_N_DAYS',
      medium: 'EMAIL',
      recipientType: 'EMAIL',
    };
    const dateCreated = '2027-01-01T00:00:00.000Z';
    expect((await log.ask(workspaceId)).logs).toEqual([
      { ...shared, status, dateCreated, recipientEmail: 'ada@curfew.localhost', ...said },
    ]);
    expect((await log.ask(workspaceId, { statuses: [status as 'READY'] })).total).toBe(1);
    const others = (['READY', 'IGNORED', 'FAILED', 'DELIVERED'] as const).filter((one) => one !== status);
    expect((await log.ask(workspaceId, { statuses: others })).total).toBe(0);
  });
});

describe('the filters', () => {
  let workspaceId: string;

  beforeAll(async () => {
    workspaceId = await log.seed([
      { recipient: 'ada@curfew.localhost', userId: 'us1', createdAt: '2027-01-01T00:00:00.000999Z' },
      { recipient: 'ops@curfew.localhost', state: 'FAILED', reason: 'no', createdAt: '2027-01-02T00:00:00Z' },
      { channel: 'SLACK', recipient: '#api-keys', createdAt: '2027-01-03T00:00:00Z' },
      { channel: 'SLACK', recipient: 'C012AB3CD', state: 'PENDING', createdAt: '2027-01-04T00:00:00Z' },
    ]);
    await log.seed([{ recipient: 'ada@curfew.localhost' }]);
  });

  it.each<readonly [Parameters<LogBench['ask']>[1], readonly number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ statuses: [], mediums: [], recipientEmails: [], recipientChannels: [] }, [1, 2, 3, 4]],
    [{ statuses: ['FAILED', 'READY'] }, [2, 4]],
    [{ mediums: ['SLACK'] }, [3, 4]],
    [{ mediums: ['SLACK'], statuses: ['DELIVERED'] }, [3]],
    [{ recipientEmails: ['ADA@Curfew.localhost'] }, [1]],
    [{ recipientChannels: ['#api-keys', 'C012AB3CD'] }, [3, 4]],
    [{ recipientChannels: ['api-keys'] }, [3]],
    [{ recipientEmails: ['ops@curfew.localhost'], recipientChannels: ['C012AB3CD'] }, [2, 4]],
    [{ recipientEmails: ['#api-keys'], recipientChannels: ['ada@curfew.localhost'] }, []],
    [{ recipientEmails: ['%'], mediums: ['EMAIL'] }, []],
    [{ recipientEmails: ['\u0000'] }, []],
    [{ fromDate: '2027-01-02T00:00:00Z', untilDate: '2027-01-03T00:00:00Z' }, [2, 3]],
    [{ fromDate: '2027-01-01T00:00:00.000Z', untilDate: '2027-01-01T00:00:00.000Z' }, [1]],
    [{ fromDate: '2027-01-04T00:00:00Z', untilDate: '2027-01-03T00:00:00Z' }, []],
  ])('%j', async (asked, days) => {
    const { total, logs } = await log.ask(workspaceId, { ...asked, orderBy: 'DATE_CREATED_ASC' });
    expect(logs.map(({ dateCreated }) => Number(dateCreated.slice(8, 10)))).toEqual(days);
    expect(total).toBe(days.length);
  });

  it('never show what another workspace has', async () => {
    for (const nobody of [randomId('ws'), '', '\u0000']) expect(await log.ask(nobody)).toEqual({ total: 0, logs: [] });
  });
});

describe('the pages', () => {
  it('say how many there are in all, whether they are full, end the list or lie behind it', async () => {
    const workspaceId = await log.seed(Array.from({ length: 6 }, () => ({})));
    const totals = async (pageSize: number) =>
      Promise.all([0, 1, 2, 3].map(async (page) => (await log.ask(workspaceId, { page, pageSize })).total));
    for (const pageSize of [1, 3, 4, 6, 250]) expect(await totals(pageSize)).toEqual([6, 6, 6, 6]);
  });

  it('hold everything once, in a stable order, also of what was made in one instant', async () => {
    const workspaceId = await log.seed(Array.from({ length: 7 }, () => ({})));
    const all = async (orderBy: 'DATE_CREATED_ASC' | 'DATE_CREATED_DESC') => {
      const pages = await Promise.all([0, 1, 2, 3].map((page) => log.ask(workspaceId, { page, pageSize: 3, orderBy })));
      expect(pages.map(({ total, logs }) => [total, logs.length])).toEqual([
        [7, 3],
        [7, 3],
        [7, 1],
        [7, 0],
      ]);
      return pages.flatMap(({ logs }) => logs.map(({ id }) => id));
    };
    const newestFirst = await all('DATE_CREATED_DESC');
    expect(new Set(newestFirst).size).toBe(7);
    expect(await all('DATE_CREATED_ASC')).toEqual([...newestFirst].reverse());
    expect((await log.ask(workspaceId, { page: Number.MAX_SAFE_INTEGER, pageSize: 1_000 })).logs).toEqual([]);
  });
});
