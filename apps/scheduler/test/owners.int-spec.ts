import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot, UserSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { aCredential, aUser, changed, expiresIn, keyEventOf, userEventOf } from './events.setup.js';
import { Ledger } from './ledger.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;
let ledger: Ledger;

beforeAll(async () => {
  bench = await setupScheduler({
    SWEEP_INTERVAL_SECONDS: '1',
    NOTIFY_SLACK_CHANNELS: '',
    NOTIFY_EMAILS: 'named@curfew.localhost',
  });
  ledger = new Ledger(bench);
});
afterEach(() => bench.inbox.faults({ email: null }));
afterAll(() => bench.close());

const NAMED = 'named@curfew.localhost';

/** Users of a workspace of their own, as last heard. */
async function workspaceOf(...people: readonly Partial<UserSnapshot>[]): Promise<readonly UserSnapshot[]> {
  const workspaceId = randomId('ws');
  const users = people.map((person) => aUser({ workspaceId, ...person }));
  for (const user of users) await hear(user);
  return users;
}

async function hear(user: UserSnapshot): Promise<void> {
  await bench.publish(userEventOf(user));
  const sql = 'SELECT FROM scheduler.users WHERE id = $1 AND version = $2';
  await until(async () => (await bench.query(sql, user.id, user.version)).length > 0, { what: `${user.id} is heard` });
}

/** A credential whose seven-day reminder is about to be due. */
function dueSoon({ id, email, name, workspaceId }: UserSnapshot, overrides: Partial<CredentialSnapshot> = {}) {
  return aCredential({ workspaceId, owner: { id, email, name }, expiration: expiresIn({ days: 7, ms: 300 }), ...overrides });
}

/** Whom the reminder of a credential went to, once all of it is settled. */
async function told(credential: CredentialSnapshot): Promise<readonly string[]> {
  const sql = `SELECT recipient, state FROM scheduler.deliveries WHERE cid = $1 ORDER BY recipient`;
  const rows = await until(
    async () => {
      const all = await bench.query<{ recipient: string; state: string }>(sql, credential.cid);
      return all.length > 0 && all.every(({ state }) => state !== 'PENDING' && state !== 'SENDING') && all;
    },
    { what: `all about ${credential.name} is settled` },
  );
  const delivered = rows.filter(({ state }) => state === 'DELIVERED').map(({ recipient }) => recipient);
  const arrived = (await bench.inbox.containing(credential.name)).map(({ to }) => to).sort();
  expect(arrived).toEqual(delivered);
  return delivered;
}

describe('who is told', () => {
  it.each(['apiKey', 'personalToken', 'secret'] as const)(
    'of a credential of kind %s is its owner, and whom the workspace named',
    async (kind) => {
      const [owner] = await workspaceOf({ email: `own-${kind}@curfew.localhost`.toLowerCase() });
      const plain = { kind, last4: kind === 'secret' ? null : 'x7Qd', tag: kind === 'secret' ? 'billing_db' : null };
      const credential = dueSoon(owner as UserSnapshot, { ...plain, roles: [] });
      await bench.publish(keyEventOf(credential));
      expect(await told(credential)).toEqual([NAMED, `own-${kind}@curfew.localhost`.toLowerCase()]);
    },
  );

  it('is the owner at the address they have now', async () => {
    const [owner] = (await workspaceOf({ email: 'before@curfew.localhost' })) as [UserSnapshot];
    await hear(changed(owner, { email: 'Now@curfew.localhost' }));
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    expect(await told(credential)).toEqual([NAMED, 'now@curfew.localhost']);
  });

  it('is the owner as the credential has them, while nothing was heard of them', async () => {
    const credential = dueSoon(aUser({ workspaceId: randomId('ws'), email: 'unheard@curfew.localhost' }));
    await bench.publish(keyEventOf(credential));
    expect(await told(credential)).toEqual([NAMED, 'unheard@curfew.localhost']);
  });

  it.each(['DEACTIVATED', 'INVITED'] as const)('are the active admins of that workspace when the owner is %s', async (status) => {
    const tag = status.toLowerCase();
    const [owner] = (await workspaceOf(
      { status, email: `owner-${tag}@curfew.localhost` },
      { isAdmin: true, email: `admin-${tag}@curfew.localhost` },
      { isAdmin: true, email: `gone-${tag}@curfew.localhost`, status: 'DEACTIVATED' },
      { email: `user-${tag}@curfew.localhost` },
      { isAdmin: true, email: `stranger-${tag}@curfew.localhost`, workspaceId: randomId('ws') },
    )) as [UserSnapshot];
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    expect(await told(credential)).toEqual([`admin-${tag}@curfew.localhost`, NAMED]);
  });

  it('is told once, where the owner is named as well, in whatever case', async () => {
    const [owner] = (await workspaceOf({ email: 'NAMED@curfew.localhost' })) as [UserSnapshot];
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    expect(await told(credential)).toEqual([NAMED]);
  });
});

describe('a user who leaves while a message to them waits', () => {
  const leavesOf = async ({ email, withAdmin = true }: { readonly email: string; readonly withAdmin?: boolean }) => {
    const admins = withAdmin ? [{ isAdmin: true, email: `admin.${email}` }] : [];
    const [owner] = (await workspaceOf({ email }, ...admins)) as [UserSnapshot];
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 2 } });
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    await until(async () => (await ledger.of(credential)).filter(({ attempts }) => attempts === 1).length === 2, {
      what: 'both messages wait',
    });
    await hear(changed(owner, { status: 'DEACTIVATED' }));
    await ledger.hurry(credential);
    return credential;
  };
  const left = async ({ cid }: CredentialSnapshot, email: string) =>
    bench.query(`SELECT state, reason FROM scheduler.deliveries WHERE cid = $1 AND recipient = $2`, cid, email);

  it('is told nothing any more, and the admins are in their place', async () => {
    const credential = await leavesOf({ email: 'leaver@curfew.localhost' });
    expect(await told(credential)).toEqual(['admin.leaver@curfew.localhost', NAMED]);
    expect(await left(credential, 'leaver@curfew.localhost')).toEqual([
      { state: 'CANCELLED', reason: expect.stringContaining('the active admins are told instead') },
    ]);
  });

  it('leaves a failure behind when no admin is there to be told', async () => {
    const credential = await leavesOf({ email: 'last@curfew.localhost', withAdmin: false });
    expect(await told(credential)).toEqual([NAMED]);
    expect(await left(credential, 'last@curfew.localhost')).toEqual([
      { state: 'FAILED', reason: expect.stringContaining('no admin is active') },
    ]);
    expect((await bench.get('/metrics')).body).toMatch(
      /curfew_deliveries_total{channel="EMAIL",outcome="failed",service="scheduler"} 1/,
    );
  });

  it('is told nothing more of a message whose answer was lost, and the admins are', async () => {
    const [owner] = (await workspaceOf(
      { email: 'lost@curfew.localhost' },
      { isAdmin: true, email: 'finder@curfew.localhost' },
    )) as [UserSnapshot];
    await bench.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 2 } });
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    await until(async () => (await bench.inbox.containing(credential.name)).length === 2, { what: 'both are taken, unanswered' });
    await hear(changed(owner, { status: 'DEACTIVATED' }));
    await until(async () => (await bench.inbox.containing(credential.name)).some(({ to }) => to === 'finder@curfew.localhost'), {
      what: 'the admin is told',
    });
    const sql = `SELECT state FROM scheduler.deliveries WHERE cid = $1 AND recipient = 'lost@curfew.localhost'`;
    await until(async () => (await bench.query<{ state: string }>(sql, credential.cid))[0]?.state === 'UNCONFIRMED', {
      what: 'it is unconfirmed',
    });
    expect((await bench.inbox.containing(credential.name)).filter(({ to }) => to === 'lost@curfew.localhost')).toHaveLength(1);
  });

  it('and was handled, brings no new admin in when the date is changed and changed back', async () => {
    const credential = await leavesOf({ email: 'handled@curfew.localhost' });
    const before = await told(credential);
    await hear(aUser({ workspaceId: credential.workspaceId, isAdmin: true, email: 'new.handled@curfew.localhost' }));
    const moved = changed(credential, { expiration: expiresIn({ days: 60 }) });
    const back = changed(moved, { expiration: credential.expiration });
    await bench.publish(keyEventOf(moved, 'KeyUpdated'), keyEventOf(back, 'KeyUpdated'));
    await ledger.heard(back);
    expect(await told(credential)).toEqual(before);
  });
});

describe('a message that waits for an admin in the owner’s place', () => {
  /** A credential of somebody gone; its messages to two admins and to the address that is named wait. */
  const waitsFor = async (tag: string) => {
    const [owner, one, two] = (await workspaceOf(
      { status: 'DEACTIVATED' },
      { isAdmin: true, email: `one.${tag}@curfew.localhost` },
      { isAdmin: true, email: `two.${tag}@curfew.localhost` },
    )) as [UserSnapshot, UserSnapshot, UserSnapshot];
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 3 } });
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    await until(async () => (await ledger.of(credential)).filter(({ attempts }) => attempts === 1).length === 3, {
      what: 'three messages wait',
    });
    return { credential, one, two };
  };
  const state = async ({ cid }: CredentialSnapshot, { email }: UserSnapshot) => {
    const sql = `SELECT state FROM scheduler.deliveries WHERE cid = $1 AND recipient = $2`;
    return (await bench.query<{ state: string }>(sql, cid, email))[0]?.state;
  };

  it('tells an admin who had gone and is back, when the other one goes', async () => {
    const { credential, one, two } = await waitsFor('back');
    const gone = changed(one, { status: 'DEACTIVATED' as const });
    await hear(gone);
    const hurryOne = 'UPDATE scheduler.deliveries SET next_at = clock_timestamp() WHERE cid = $1 AND recipient = $2';
    await bench.query(hurryOne, credential.cid, one.email);
    await until(async () => (await state(credential, one)) === 'CANCELLED', { what: 'nobody who is gone is told' });
    await hear(changed(gone, { status: 'ACTIVE' }));
    await hear(changed(two, { status: 'DEACTIVATED' }));
    await ledger.hurry(credential);
    expect(await told(credential)).toEqual([NAMED, one.email]);
  });

  it('does not reach whoever is no admin any more', async () => {
    const { credential, one, two } = await waitsFor('demoted');
    await hear(changed(one, { isAdmin: false }));
    await ledger.hurry(credential);
    expect(await told(credential)).toEqual([NAMED, two.email]);
    expect(await state(credential, one)).toBe('CANCELLED');
  });
});

describe('a message that waits for an owner whose address changes', () => {
  it('goes to the address they have by then, and to no other', async () => {
    const [owner] = (await workspaceOf({ email: 'old@curfew.localhost' })) as [UserSnapshot];
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 2 } });
    const credential = dueSoon(owner);
    await bench.publish(keyEventOf(credential));
    await until(async () => (await ledger.of(credential)).filter(({ attempts }) => attempts === 1).length === 2, {
      what: 'both messages wait',
    });
    await hear(changed(owner, { email: 'Zoe@curfew.localhost' }));
    await ledger.hurry(credential);
    expect(await told(credential)).toEqual([NAMED, 'zoe@curfew.localhost']);
  });
});
