import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aCredential, expiresIn, keyEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  ledger = new Ledger(bench);
});
afterAll(() => bench.close());

const dueIn = (ms: number, owner = 'ada@curfew.localhost') =>
  aCredential({ owner: { id: 'us0000000000000001', email: owner, name: 'Ada' }, expiration: expiresIn({ days: 7, ms }) });

async function reminderOf({ cid }: CredentialSnapshot) {
  const sql = `SELECT state, reason FROM scheduler.reminders WHERE cid = $1 AND lead_days = 7`;
  return (await bench.query<{ state: string; reason: string | null }>(sql, cid))[0];
}

/** Waits until the reminder of seven days is in a state, and answers it. */
function becomes(credential: CredentialSnapshot, state: string) {
  return until(
    async () => {
      const reminder = await reminderOf(credential);
      return reminder?.state === state && reminder;
    },
    { what: `the reminder of ${credential.name} is ${state}` },
  );
}

describe('a credential that can not be dealt with', () => {
  it('fails by itself when it can not be put into words, and the rest of its digest is told', async () => {
    const [poison, sound] = [dueIn(2_000), dueIn(2_000)];
    await bench.publish(keyEventOf(poison), keyEventOf(sound));
    await becomes(poison, 'PLANNED');
    // As no event could leave it: only a row that was changed by hand, or by a version with a fault.
    const spoil = `UPDATE scheduler.credentials SET snapshot = jsonb_set(snapshot, '{expiration,expiresAt}', '"some day"') WHERE cid = $1`;
    await bench.query(spoil, poison.cid);
    await bench.inbox.both(sound.name);
    for (const channel of ['EMAIL', 'SLACK'] as const) {
      expect((await ledger.until(poison, { channel, state: 'FAILED' })).reason).toMatch(/could not be made: RangeError/);
      await ledger.until(sound, { channel, state: 'DELIVERED' });
    }
    expect(await bench.inbox.containing(poison.name)).toEqual([]);
  });

  it('fails by itself when no delivery can be written for it, and others fall due', async () => {
    const poison = dueIn(400, `${randomBytes(6_000).toString('hex')}@curfew.localhost`);
    await bench.publish(keyEventOf(poison));
    await until(() => reminderOf(poison), { what: 'it is planned' });
    const sound = dueIn(400, 'grace@curfew.localhost');
    await bench.publish(keyEventOf(sound));
    await bench.inbox.both(sound.name);
    expect((await becomes(poison, 'FAILED')).reason).toMatch(/index row/);
    expect((await bench.get('/metrics')).body).toMatch(
      /curfew_reminders_fallen_due_total{outcome="untold",service="scheduler"} 1/,
    );
  });

  it('is reminded of by the days of UTC when its zone is not known here, as of a machine with newer rules', async () => {
    const odd = dueIn(400, 'alan@curfew.localhost');
    const expiration = { ...expiresIn({ days: 7, ms: 400 }), timeZone: 'Mars/Base' };
    await bench.publish(keyEventOf({ ...odd, expiration }));
    await bench.inbox.both(odd.name);
  });

  it('may have been born expired, or never expire in our lifetime', async () => {
    const setAt = '0001-01-01T00:00:00.000Z';
    const odd = ['0001-01-02T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'].map((expiresAt) =>
      aCredential({ expiration: { precision: 'instant', date: expiresAt.slice(0, 10), timeZone: 'UTC', expiresAt, setAt } }),
    );
    const sound = dueIn(400, 'barbara@curfew.localhost');
    await bench.publish(...odd.map((credential) => keyEventOf(credential)), keyEventOf(sound));
    await bench.inbox.both(sound.name);
    const reminders = await Promise.all(odd.map(reminderOf));
    expect(reminders.map((reminder) => reminder?.state)).toEqual(['SKIPPED', 'SUPERSEDED', 'PLANNED']);
  });
});
