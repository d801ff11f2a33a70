import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { Barrier } from './barrier.setup.js';
import { aCredential, aUser, changed, expiresIn, keyEventOf, userEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;

beforeAll(async () => {
  // Midnight, so that a reminder of today can be due already while a new choice of the same date is still in time.
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1', REMINDER_SEND_AT: '00:00' });
  ledger = new Ledger(bench);
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(() => bench.close());

const fails = { fault: 'reply', code: 451 };

/** A credential whose email waits for its next try. */
async function withAnEmailThatWaits(credential: CredentialSnapshot): Promise<CredentialSnapshot> {
  await bench.inbox.faults({ email: { ...fails, times: 1 } });
  await bench.publish(keyEventOf(credential));
  await ledger.until(credential, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
  await ledger.until(credential, { channel: 'SLACK', state: 'DELIVERED' });
  return credential;
}

async function emailsNaming({ name }: CredentialSnapshot): Promise<number> {
  return (await bench.inbox.containing(name)).filter(({ channel }) => channel === 'email').length;
}

describe('a message that is being claimed', () => {
  it('leaves out a credential whose revocation commits in that moment', async () => {
    const credential = await withAnEmailThatWaits(aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) }));
    const turn = `EMAIL ${credential.workspaceId} ${credential.owner.email}`;
    const noClaims = await Barrier.holding(bench.databaseUrl, `SELECT pg_advisory_xact_lock(hashtextextended($1, 7))`, turn);
    await ledger.hurry(credential);
    const planning = await Barrier.holding(
      bench.databaseUrl,
      `SELECT FROM scheduler.reminders WHERE cid = $1 AND state = 'PLANNED' FOR UPDATE`,
      credential.cid,
    );
    await bench.publish(keyEventOf(changed(credential, { revokedAt: new Date().toISOString() }), 'KeyDeleted'));
    await planning.stops(`UPDATE scheduler.reminders SET state = 'CANCELLED'`);
    await noClaims.release();
    await planning.stops(`SET state = 'SENDING'`);
    await planning.release();
    await ledger.until(credential, { channel: 'EMAIL', state: 'CANCELLED' });
    const control = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await bench.publish(keyEventOf(control));
    await bench.inbox.both(control.name);
    expect(await emailsNaming(credential)).toBe(0);
    expect((await ledger.of(credential)).map(({ state }) => state)).toEqual(['CANCELLED', 'DELIVERED']);
  });
});

describe('a message that was claimed and waits for its mail server', () => {
  /** Emails about these, claimed and not begun. */
  const claimed = async (...credentials: readonly CredentialSnapshot[]) => {
    bench.smtp.hang();
    await bench.publish(...credentials.map((credential) => keyEventOf(credential)));
    for (const credential of credentials) await ledger.until(credential, { channel: 'EMAIL', state: 'SENDING' });
  };
  const dueSoon = (overrides: Partial<CredentialSnapshot> = {}) =>
    aCredential({ expiration: expiresIn({ days: 7, ms: 500 }), ...overrides });
  afterEach(() => bench.smtp.pass());

  it('is not sent of a credential that is revoked by then, and costs no attempt', async () => {
    const credential = dueSoon();
    await claimed(credential);
    const revoked = changed(credential, { revokedAt: new Date().toISOString() });
    await bench.publish(keyEventOf(revoked, 'KeyDeleted'));
    await ledger.heard(revoked);
    bench.smtp.pass();
    expect(await ledger.until(credential, { channel: 'EMAIL', state: 'CANCELLED' })).toMatchObject({ attempts: 0 });
    expect(await emailsNaming(credential)).toBe(0);
  });

  it('says what is true by then: without what has another date, and with the name that a key has now', async () => {
    const { expiration } = dueSoon();
    const [moves, renamed] = [dueSoon({ expiration }), dueSoon({ expiration })];
    await claimed(moves, renamed);
    const [moved, named] = [
      changed(moves, { expiration: expiresIn({ days: 60 }) }),
      changed(renamed, { name: `${renamed.name}-by-now` }),
    ];
    await bench.publish(keyEventOf(moved, 'KeyUpdated'), keyEventOf(named, 'KeyUpdated'));
    await Promise.all([ledger.heard(moved), ledger.heard(named)]);
    bench.smtp.pass();
    await ledger.until(moves, { channel: 'EMAIL', state: 'CANCELLED' });
    expect(await ledger.until(renamed, { channel: 'EMAIL', state: 'DELIVERED' })).toMatchObject({ attempts: 1 });
    expect([await emailsNaming(moves), await emailsNaming(renamed), await emailsNaming(named)]).toEqual([0, 1, 1]);
  });

  it('is not sent to a user who has left by then; the admins are told', async () => {
    const [owner, admin] = [aUser(), aUser({ isAdmin: true })].map((user) => ({ ...user, workspaceId: 'ws000000000000race' }));
    if (!owner || !admin) throw new Error('There is nobody');
    await bench.publish(userEventOf(owner), userEventOf(admin));
    const credential = dueSoon({ owner, workspaceId: owner.workspaceId });
    await claimed(credential);
    await bench.publish(userEventOf(changed(owner, { status: 'DEACTIVATED' })));
    const gone = `SELECT FROM scheduler.users WHERE id = $1 AND status = 'DEACTIVATED'`;
    await until(async () => (await bench.query(gone, owner.id)).length > 0, { what: 'it is heard' });
    bench.smtp.pass();
    await ledger.until(credential, { channel: 'EMAIL', state: 'DELIVERED' });
    const emails = (await bench.inbox.containing(credential.name)).filter(({ channel }) => channel === 'email');
    expect(emails.map(({ to }) => to)).toEqual([admin.email]);
  });
});

describe('a reminder that is tried again', () => {
  it('comes back with its date, when that was changed and changed back in time', async () => {
    const today = new Date();
    today.setUTCHours(23, 59, 59, 999);
    const expiresAt = new Date(today.getTime() + 7 * 86_400_000).toISOString();
    const chosen = (setAt: Date) => ({ ...expiresIn({ days: 7, setAt }), expiresAt, date: expiresAt.slice(0, 10) });
    const credential = await withAnEmailThatWaits(aCredential({ expiration: chosen(new Date(Date.now() - 10 * 86_400_000)) }));
    const moved = changed(credential, { expiration: expiresIn({ days: 60 }) });
    await bench.publish(keyEventOf(moved, 'KeyUpdated'));
    await ledger.until(credential, { channel: 'EMAIL', state: 'CANCELLED' });
    await bench.publish(keyEventOf(changed(moved, { expiration: chosen(new Date()) }), 'KeyUpdated'));
    await ledger.until(credential, { channel: 'EMAIL', state: 'PENDING', reason: null });
    const [email, slack] = await ledger.of(credential);
    expect(email?.nextAt).toEqual(today);
    expect(slack?.state).toBe('DELIVERED');
    const control = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await bench.publish(keyEventOf(control));
    await ledger.until(control, { channel: 'EMAIL', state: 'DELIVERED' });
    await ledger.until(credential, { channel: 'EMAIL', state: 'PENDING' });
    expect(await emailsNaming(credential)).toBe(0);
  });

  it('gives way to a more urgent one that fell due while it was under way', async () => {
    await bench.query(`
      CREATE FUNCTION scheduler.at_the_body() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4242); RETURN NEW; END $$;
      CREATE TRIGGER at_the_body BEFORE UPDATE OF body_begun_at ON scheduler.messages
        FOR EACH ROW WHEN (NEW.channel = 'EMAIL') EXECUTE FUNCTION scheduler.at_the_body()`);
    const bodies = await Barrier.holding(bench.databaseUrl, 'SELECT pg_advisory_xact_lock(4242)');
    const setAt = new Date(Date.now() - 20 * 86_400_000);
    const credential = aCredential({ expiration: expiresIn({ days: 2, setAt }) });
    await bench.publish(keyEventOf(credential));
    await bodies.stops('WITH message AS');
    await bench.query(
      'UPDATE scheduler.reminders SET due_at = clock_timestamp() WHERE cid = $1 AND lead_days = 1',
      credential.cid,
    );
    await ledger.until(credential, { leadDays: 1, channel: 'EMAIL' });
    await bodies.cancels();
    await bodies.release();
    await ledger.until(credential, { leadDays: 7, channel: 'EMAIL', state: 'PENDING' });
    await ledger.hurry(credential);
    await ledger.until(credential, { leadDays: 7, channel: 'EMAIL', state: 'SUPERSEDED' });
    await ledger.until(credential, { leadDays: 1, channel: 'EMAIL', state: 'DELIVERED' });
    expect(await emailsNaming(credential)).toBe(1);
  });
});
