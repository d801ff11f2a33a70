import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, changed, expiresIn, keyEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  ledger = new Ledger(bench);
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(() => bench.close());

/** A credential of an owner of its own, whose seven-day reminder is due at once. */
function dueNow(owner = 'somebody'): CredentialSnapshot {
  const email = `${owner}@curfew.localhost`;
  return aCredential({ owner: { id: 'us0000000000000009', email, name: owner }, expiration: expiresIn({ days: 7, ms: 400 }) });
}

async function emailsNaming({ name }: CredentialSnapshot) {
  return (await bench.inbox.containing(name)).filter(({ channel }) => channel === 'email');
}

const endLease = (messageId: string | null) =>
  bench.query(`UPDATE scheduler.messages SET lease_until = clock_timestamp() WHERE id = $1`, messageId);

describe('a new message', () => {
  it('does not wait for lost ones that are looked for in vain', async () => {
    await bench.inbox.faults({ slack: { fault: 'hang', method: 'conversations.history' } });
    await bench.query(`
      INSERT INTO scheduler.messages (id, workspace_id, channel, recipient, state, lease_until)
      SELECT 'lost-' || n, 'ws0000000000000001', 'SLACK', 'C000LOST' || n, 'SENDING', now() FROM generate_series(1, 8) n`);
    const taken = `SELECT FROM scheduler.messages WHERE id LIKE 'lost-%' AND fence > 1`;
    await until(async () => (await bench.query(taken)).length >= 3, { what: 'lost messages are looked for' });
    const credential = dueNow('new');
    await bench.publish(keyEventOf(credential));
    await ledger.until(credential, { channel: 'SLACK', state: 'DELIVERED' }, 6_000);
  });
});

describe('what waits in vain', () => {
  it('ends a day after the expiry when nothing has tried it since', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451 } });
    const credential = dueNow('vain');
    await bench.publish(keyEventOf(credential));
    await ledger.until(credential, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
    // As it is when its channel has not been configured for years.
    await bench.query('ALTER TABLE scheduler.deliveries DROP CONSTRAINT deliveries_channel_check');
    const abandon = `
      UPDATE scheduler.deliveries SET channel = 'PIGEON', expires_at = '2020-01-01', next_at = '2020-01-01'
      WHERE cid = $1 AND state = 'PENDING'`;
    await bench.query(abandon, credential.cid);
    await until(async () => (await ledger.of(credential)).some(({ state }) => state === 'EXPIRED'), { what: 'it has expired' });
  });
});

describe('a message under way whose channel is not configured any more', () => {
  /** As whoever was sending it left it, when it died: with the body begun, or not. */
  const abandoned = async ({ cid }: CredentialSnapshot, begunAt: Date | null) => {
    const message = `
      UPDATE scheduler.messages SET state = 'SENDING', lease_until = now() - interval '1 hour', body_begun_at = $2
      WHERE id = (SELECT message_id FROM scheduler.deliveries WHERE cid = $1 AND channel = 'EMAIL')`;
    await bench.query(`UPDATE scheduler.deliveries SET state = 'SENDING' WHERE cid = $1 AND channel = 'EMAIL'`, cid);
    await bench.query(message, cid, begunAt);
  };

  it('ends unconfirmed if it may have arrived, and else waits for the channel to be configured again', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 2 } });
    const [begun, unbegun] = [dueNow('begun'), dueNow('unbegun')];
    await bench.publish(keyEventOf(begun), keyEventOf(unbegun));
    for (const one of [begun, unbegun]) await ledger.until(one, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
    await bench.restart({ SMTP_URL: undefined });
    await abandoned(begun, new Date());
    await abandoned(unbegun, null);
    const { reason } = await ledger.until(begun, { channel: 'EMAIL', state: 'UNCONFIRMED' });
    expect(reason).toContain('EMAIL is not configured');
    await ledger.until(unbegun, { channel: 'EMAIL', state: 'PENDING', reason: 'EMAIL is not configured' });
    await bench.restart();
    await ledger.until(unbegun, { channel: 'EMAIL', state: 'DELIVERED' });
    expect(await emailsNaming(unbegun)).toHaveLength(1);
    expect(await emailsNaming(begun)).toHaveLength(0);
  });
});

describe('an answer of a provider', () => {
  it('is written down although the database fails for a while, and nobody here sends the message again meanwhile', async () => {
    await bench.query(`
      CREATE FUNCTION scheduler.cut_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER cut_off BEFORE UPDATE ON scheduler.messages FOR EACH ROW
        WHEN (NEW.recipient LIKE 'cut-off@%' AND NEW.state <> 'SENDING') EXECUTE FUNCTION scheduler.cut_off()`);
    const credential = dueNow('cut-off');
    await bench.publish(keyEventOf(credential));
    const { messageId } = await ledger.until(credential, { channel: 'EMAIL', state: 'SENDING' });
    await ledger.until(credential, { channel: 'SLACK', state: 'DELIVERED' });
    await endLease(messageId);
    const control = dueNow('control');
    await bench.publish(keyEventOf(control));
    await ledger.until(control, { channel: 'EMAIL', state: 'DELIVERED' });
    expect(await ledger.of(credential)).toMatchObject([{ state: 'SENDING', messageId }, { state: 'DELIVERED' }]);
    await bench.query('DROP TRIGGER cut_off ON scheduler.messages');
    expect(await ledger.until(credential, { channel: 'EMAIL', state: 'DELIVERED' })).toMatchObject({ messageId, resent: false });
    expect(await emailsNaming(credential)).toHaveLength(1);
  });
});

describe('an email whose answer was lost', () => {
  it('keeps its id when sending it again is put off, and is flagged when it has arrived twice', async () => {
    await bench.inbox.faults({
      email: [
        { fault: 'dropAfterAcceptance', times: 1 },
        { fault: 'reply', code: 451, times: 1 },
      ],
    });
    const credential = dueNow();
    await bench.publish(keyEventOf(credential));
    const { messageId } = await ledger.until(credential, { channel: 'EMAIL', state: 'SENDING', resent: true }, 12_000);
    await ledger.until(credential, { channel: 'EMAIL', state: 'SENDING', resent: false });
    await endLease(messageId);
    const delivered = await ledger.until(credential, { channel: 'EMAIL', state: 'DELIVERED' });
    expect(delivered).toMatchObject({ messageId, resent: true, reason: expect.stringContaining('may have arrived twice') });
    const emails = await emailsNaming(credential);
    expect(emails).toHaveLength(2);
    expect(new Set(emails.map(({ headers }) => headers?.['message-id'])).size).toBe(1);
  });

  it('is sent again without what is no longer so', async () => {
    await bench.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 1 } });
    const [stays, goes] = [dueNow('both'), dueNow('both')];
    await bench.publish(keyEventOf(stays), keyEventOf(goes));
    const { messageId } = await ledger.until(goes, { channel: 'EMAIL', state: 'SENDING' });
    await ledger.until(stays, { channel: 'EMAIL', state: 'SENDING', messageId });
    await until(async () => (await emailsNaming(goes)).length > 0, { what: 'it is taken, unanswered' });
    const revoked = changed(goes, { revokedAt: new Date().toISOString() });
    await bench.publish(keyEventOf(revoked, 'KeyDeleted'));
    await ledger.heard(revoked);
    await endLease(messageId);
    await ledger.until(stays, { channel: 'EMAIL', state: 'DELIVERED', resent: true, messageId });
    await ledger.until(goes, { channel: 'EMAIL', state: 'UNCONFIRMED' });
    expect(await emailsNaming(stays)).toHaveLength(2);
    expect(await emailsNaming(goes)).toHaveLength(1);
  });
});
