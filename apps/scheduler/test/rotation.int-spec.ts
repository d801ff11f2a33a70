import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
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

/** The key with a successor; its own end is moved to the end of the grace. */
function rotated(old: CredentialSnapshot, grace: CredentialSnapshot['expiration'] = old.expiration): CredentialSnapshot {
  return changed(old, { replacedBy: randomId('ak'), expiration: grace });
}

/** What takes the key's place. */
function successorOf(old: CredentialSnapshot, expiration: CredentialSnapshot['expiration']): CredentialSnapshot {
  return aCredential({ cid: old.replacedBy ?? '', name: `${old.name}-next`, replaces: old.cid, expiration });
}

async function hear(credential: CredentialSnapshot, type: 'KeyCreated' | 'KeyUpdated' | 'KeyDeleted' = 'KeyCreated') {
  await bench.publish(keyEventOf(credential, type));
  await ledger.heard(credential);
}

const remindersOf = ({ cid }: CredentialSnapshot) =>
  bench.query<{ days: number; state: string; reason: string | null }>(
    'SELECT lead_days AS days, state, reason FROM scheduler.reminders WHERE cid = $1 ORDER BY id',
    cid,
  );

/** Waits until a reminder of a key of its own has come, before which everything due earlier has. */
async function everythingDueIsSent(): Promise<void> {
  const control = aCredential({ expiration: expiresIn({ days: 7, ms: 600 }) });
  await bench.publish(keyEventOf(control));
  await bench.inbox.both(control.name);
}

describe('a key that is rotated', () => {
  it('has no reminders from then on, and its successor has its own', async () => {
    const old = aCredential({ expiration: expiresIn({ days: 30 }) });
    const gone = rotated(old);
    await hear(old);
    await hear(gone, 'KeyUpdated');
    await hear(successorOf(gone, expiresIn({ days: 60 })));
    const reason = 'the credential was rotated';
    expect(await remindersOf(old)).toEqual([
      { days: 7, state: 'CANCELLED', reason },
      { days: 1, state: 'CANCELLED', reason },
    ]);
    expect(await remindersOf(successorOf(gone, null))).toMatchObject([{ state: 'PLANNED' }, { state: 'PLANNED' }]);
  });

  it('is not reminded of by the end of its grace, nor by the date it had, and neither when it has ended', async () => {
    const old = aCredential({ expiration: expiresIn({ days: 7, ms: 900 }) });
    // A grace that ends where a reminder would be due at once, were it owed.
    const gone = rotated(old, expiresIn({ days: 1, ms: 300 }));
    await hear(old);
    await hear(gone, 'KeyUpdated');
    await hear(changed(gone, { expiration: expiresIn({ days: 0, ms: -1_000, setAt: new Date(0) }) }), 'KeyUpdated');
    await everythingDueIsSent();
    expect(await bench.inbox.containing(old.name)).toEqual([]);
    expect((await remindersOf(old)).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('is not told of by what still waited to be sent', async () => {
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    const old = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await hear(old);
    await ledger.until(old, { channel: 'EMAIL', state: 'PENDING', attempts: 1 });
    await ledger.until(old, { channel: 'SLACK', state: 'DELIVERED' });
    await hear(rotated(old), 'KeyUpdated');
    await ledger.hurry(old);
    await everythingDueIsSent();
    const told = (await bench.inbox.containing(old.name)).map(({ channel }) => channel);
    expect(told).toEqual(['slack']);
    expect(await ledger.until(old, { channel: 'EMAIL', state: 'CANCELLED' })).toMatchObject({
      reason: 'the credential was rotated',
    });
  });

  it('in the middle of sending keeps what was delivered, and is not told of again where it was not', async () => {
    await bench.inbox.faults({ email: { fault: 'hang', at: 'greeting', times: 1 } });
    const old = aCredential({ expiration: expiresIn({ days: 7, ms: 300 }) });
    await hear(old);
    await ledger.until(old, { channel: 'EMAIL', state: 'SENDING' });
    await ledger.until(old, { channel: 'SLACK', state: 'DELIVERED' });
    await hear(rotated(old), 'KeyUpdated');
    await ledger.until(old, { channel: 'EMAIL', state: 'PENDING' }, 30_000);
    await ledger.hurry(old);
    await ledger.until(old, { channel: 'EMAIL', state: 'CANCELLED' });
    expect((await bench.inbox.containing(old.name)).map(({ channel }) => channel)).toEqual(['slack']);
    expect(await ledger.until(old, { channel: 'SLACK', state: 'DELIVERED' })).toMatchObject({ reason: null });
  });

  it('and then revoked, or heard of in any order, comes to the same', async () => {
    const old = aCredential({ expiration: expiresIn({ days: 30 }) });
    const gone = rotated(old);
    const revoked = changed(gone, { revokedAt: new Date().toISOString() });
    const [one, two, three] = [keyEventOf(old), keyEventOf(gone, 'KeyUpdated'), keyEventOf(revoked, 'KeyDeleted')];
    await bench.publish(two, three, one, two);
    await ledger.heard(revoked);
    await everythingDueIsSent();
    expect((await remindersOf(old)).filter(({ state }) => state === 'PLANNED')).toEqual([]);
  });
});
