import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEYS_STREAM } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, aUser, changed, expiresIn, keyEventOf, userEventOf } from './events.setup.js';
import { Announced } from './expirations.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let announced: Announced;
let ledger: Ledger;
beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', NOTIFY_SLACK_CHANNELS: '' });
  announced = new Announced(bench.redis);
  ledger = new Ledger(bench);
});
afterAll(() => bench.close());

const LONG_AGO = new Date(Date.now() - 90 * 86_400_000);

/** Waits until the scheduler has settled everything on the stream, its own events among it. */
const settled = () =>
  until(
    async () => {
      const groups = (await bench.redis.xinfo('GROUPS', KEYS_STREAM)) as unknown[][];
      const [group = []] = groups;
      const of = (name: string) => group[group.indexOf(name) + 1];
      return of('pending') === 0 && of('lag') === 0;
    },
    { what: 'the scheduler has settled the stream' },
  );

/** A credential that was first due, another thing announced after it: so whatever was to come of the first has come. */
async function another(): Promise<void> {
  const other = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
  await bench.publish(keyEventOf(other));
  await announced.until(other, 'expiring 7');
}

describe('KeyExpiring', () => {
  it.each(['apiKey', 'personalToken', 'secret'] as const)('comes once with a reminder that falls due of a %s', async (kind) => {
    const credential = aCredential({ kind, expiration: expiresIn({ days: 7, ms: 300 }) });
    await bench.publish(keyEventOf(credential));
    await announced.until(credential, 'expiring 7');
    const [event] = await announced.of(credential);
    const expiresAt = credential.expiration?.expiresAt;
    expect(event).toMatchObject({ specversion: '1.0', source: '/curfew/scheduler', subject: credential.cid });
    expect(event?.data).toEqual({ ...credential, expiresAt, leadDays: 7 });
    await another();
    expect(await announced.words(credential)).toBe('expiring 7');
  });

  it('is acknowledged by the scheduler itself', async () => {
    await another();
    await settled();
    expect(await bench.redis.xlen(`${KEYS_STREAM}:dead`)).toBe(0);
  });

  it('comes although nobody can be told', async () => {
    const owner = aUser({ workspaceId: 'ws00000000000000aa', status: 'DEACTIVATED' });
    await bench.publish(userEventOf(owner));
    const { id, email, name, workspaceId } = owner;
    const credential = aCredential({ workspaceId, owner: { id, email, name }, expiration: expiresIn({ days: 7, ms: 300 }) });
    await bench.publish(keyEventOf(credential));
    await announced.until(credential, 'expiring 7');
    expect(await ledger.of(credential)).toEqual([]);
  });

  it('does not come of a key that was revoked or replaced before', async () => {
    const expiration = expiresIn({ days: 7, ms: 1_500 });
    const [revoked, replaced] = [aCredential({ expiration }), aCredential({ expiration })];
    await bench.publish(keyEventOf(revoked), keyEventOf(replaced));
    await bench.publish(
      keyEventOf(changed(revoked, { revokedAt: new Date().toISOString() }), 'KeyDeleted'),
      keyEventOf(changed(replaced, { replacedBy: 'ak00000000000000bb' }), 'KeyUpdated'),
    );
    await until(() => Date.now() > Date.parse(expiration.expiresAt) - 7 * 86_400_000, { what: 'it would be due' });
    await another();
    expect([await announced.words(revoked), await announced.words(replaced)]).toEqual(['', '']);
  });

  it('comes once for a date that was changed and changed back', async () => {
    const expiration = expiresIn({ days: 7, ms: 300, setAt: LONG_AGO });
    const first = aCredential({ expiration });
    await bench.publish(keyEventOf(first));
    await announced.until(first, 'expiring 7');
    const moved = changed(first, { expiration: expiresIn({ days: 60 }) });
    await bench.publish(keyEventOf(moved, 'KeyUpdated'), keyEventOf(changed(moved, { expiration }), 'KeyUpdated'));
    await another();
    expect(await announced.words(first)).toBe('expiring 7');
  });

  it('comes of the most urgent of several that are due together, and of what was born within a lead time of none', async () => {
    const late = aCredential({ expiration: expiresIn({ days: 1, ms: -60_000, setAt: LONG_AGO }) });
    const young = aCredential({ expiration: expiresIn({ days: 1, ms: -60_000 }) });
    await bench.publish(keyEventOf(late), keyEventOf(young));
    await announced.until(late, 'expiring 1');
    await another();
    expect([await announced.words(late), await announced.words(young)]).toEqual(['expiring 1', '']);
  });
});

describe('KeyExpiring is not lost, and is one event', () => {
  it('when Redis is away while the reminder falls due', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 7, ms: 1_000 }) });
    await bench.publish(keyEventOf(credential));
    await ledger.heard(credential);
    bench.redisServer.freeze();
    const fired = () => bench.query(`SELECT FROM scheduler.reminders WHERE cid = $1 AND state = 'FIRED'`, credential.cid);
    await until(async () => (await fired()).length === 1, { what: 'the reminder falls due', withinMs: 20_000 });
    bench.redisServer.thaw();
    await announced.until(credential, 'expiring 7');
  });

  it('when Redis forgets everything, and the keys service publishes first', async () => {
    const credential = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await bench.publish(keyEventOf(credential));
    await announced.until(credential, 'expiring 7');
    const [before] = await announced.of(credential);
    await bench.redis
      .multi()
      .flushall()
      .xadd(KEYS_STREAM, '*', 'event', JSON.stringify(keyEventOf(aCredential())))
      .exec();
    await announced.until(credential, 'expiring 7');
    expect(await announced.of(credential)).toEqual([before]);
    await settled();
    expect(await announced.words(credential)).toBe('expiring 7');
  });
});
