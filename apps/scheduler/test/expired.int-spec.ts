import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KEYS_STREAM } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
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

const soon = () => expiresIn({ days: 0, ms: 1_500 });

/** Waits until another credential, that expires after all before, is known to have expired. */
async function another(): Promise<void> {
  const other = aCredential({ expiration: expiresIn({ days: 0, ms: 1_500 }) });
  await bench.publish(keyEventOf(other));
  await announced.until(other, 'expired');
}

/** Moves the end of a credential into the past, as if the scheduler had been down meanwhile. */
const expiredAgo = (cid: string, ago: string) =>
  bench.query(`UPDATE scheduler.credentials SET expires_at = now() - $2::interval WHERE cid = $1`, cid, ago);

it.each(['apiKey', 'personalToken', 'secret'] as const)('comes once a %s has expired, not before', async (kind) => {
  const credential = aCredential({ kind, expiration: soon() });
  const expiresAt = credential.expiration?.expiresAt;
  await bench.publish(keyEventOf(credential));
  await announced.until(credential, 'expired');
  const [event] = await announced.of(credential);
  expect(event).toMatchObject({ source: '/curfew/scheduler', subject: credential.cid });
  expect(event?.data).toEqual({ ...credential, expiresAt });
  expect(Date.parse(event?.time ?? '')).toBeGreaterThanOrEqual(Date.parse(expiresAt ?? ''));
  await another();
  expect(await announced.words(credential)).toBe('expired');
});

it('does not come of what was revoked, replaced or prolonged in time, nor of what never expires', async () => {
  const of = () => aCredential({ expiration: soon() });
  const [revoked, replaced, prolonged, endless] = [of(), of(), of(), aCredential()];
  const all = [revoked, replaced, prolonged, endless];
  await bench.publish(...all.map((one) => keyEventOf(one)));
  await bench.publish(
    keyEventOf(changed(revoked, { revokedAt: new Date().toISOString() }), 'KeyDeleted'),
    keyEventOf(changed(replaced, { replacedBy: 'ak00000000000000bb' }), 'KeyUpdated'),
    keyEventOf(changed(prolonged, { expiration: expiresIn({ days: 0, ms: 60_000 }) }), 'KeyUpdated'),
  );
  await another();
  expect(await Promise.all(all.map((one) => announced.words(one)))).toEqual(['', '', '', '']);
});

it('comes for the new date of what was prolonged after it had expired, too', async () => {
  const credential = aCredential({ expiration: soon() });
  await bench.publish(keyEventOf(credential));
  await announced.until(credential, 'expired');
  await bench.publish(keyEventOf(changed(credential, { expiration: soon() }), 'KeyUpdated'));
  await announced.until(credential, 'expired,expired');
});

it('comes once after days of downtime, and no reminder is announced beside it', async () => {
  const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
  await bench.publish(keyEventOf(credential));
  await ledger.heard(credential);
  await bench.query(
    `UPDATE scheduler.reminders SET due_at = now() - interval '9 days', expires_at = now() - interval '3 days' WHERE cid = $1`,
    credential.cid,
  );
  await expiredAgo(credential.cid, '3 days');
  await announced.until(credential, 'expired');
  await another();
  expect(await announced.words(credential)).toBe('expired');
});

it('does not come while a change that was made in time is still to be heard', async () => {
  const credential = aCredential({ expiration: expiresIn({ days: 30 }) });
  await bench.publish(keyEventOf(credential));
  await ledger.heard(credential);
  // Working the change in takes four seconds: it is in hand all the while.
  await bench.query(`
    CREATE FUNCTION scheduler.wait() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$;
    CREATE TRIGGER wait BEFORE INSERT ON scheduler.inbox FOR EACH ROW EXECUTE FUNCTION scheduler.wait()`);
  const prolonged = changed(credential, { expiration: expiresIn({ days: 60 }) });
  await bench.publish(keyEventOf(prolonged, 'KeyUpdated'));
  const inHand = async () => ((await bench.redis.xpending(KEYS_STREAM, 'scheduler')) as [number])[0] > 0;
  await until(inHand, { what: 'the change is in hand' });
  await expiredAgo(credential.cid, '1 minute');
  await ledger.heard(prolonged);
  await bench.query('DROP TRIGGER wait ON scheduler.inbox');
  await another();
  expect(await announced.words(credential)).toBe('');
});

it('is found by an index that what is over has left', async () => {
  await bench.query(`
    INSERT INTO scheduler.credentials (cid, workspace_id, version, snapshot, expiry, expires_at, event_id, expiry_told)
    SELECT 'old-' || n, 'ws', 1, '{}', 'day ' || n, now() - interval '20 days', 'ev' || n, 'day ' || n
    FROM generate_series(1, 5000) n`);
  const index = `SELECT reltuples::int AS entries FROM pg_class WHERE relname = 'credentials_to_expire'`;
  await bench.query('VACUUM ANALYZE scheduler.credentials');
  expect((await bench.query<{ entries: number }>(index))[0]?.entries).toBeLessThan(100);
});
