import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserSnapshot } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { until } from '#libs/testing';
import { aUser, changed, userEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';
import { linkOf, StandInKeys } from './stand-in-keys.setup.js';

let bench: SchedulerBench;
let keys: StandInKeys;

beforeAll(async () => {
  bench = await setupScheduler({ SWEEP_INTERVAL_SECONDS: '1' });
  keys = await StandInKeys.start(bench.redisServer.url);
});
afterEach(() => bench.inbox.faults({ email: null, slack: null }));
afterAll(async () => {
  await keys.stop();
  await bench.close();
});

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

const anInvitation = (expiresAt = inAWeek()) => ({ id: randomId('in'), invitedBy: 'grace@curfew.localhost', expiresAt });

/** Somebody who has just been invited. */
function invited(overrides: Partial<UserSnapshot> = {}): UserSnapshot {
  return aUser({ status: 'INVITED', invitation: anInvitation(), ...overrides });
}

const idOf = ({ invitation }: UserSnapshot) => invitation?.id ?? '';

interface Row {
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly resent: boolean;
  readonly waits: number;
}

const rowsOf = ({ id }: UserSnapshot) =>
  bench.query<Row>(
    `SELECT state, reason, attempts, resent, extract(epoch FROM next_at - clock_timestamp())::float AS waits
     FROM scheduler.invitations WHERE user_id = $1 ORDER BY created_at`,
    id,
  );

/** Waits until the user's latest invitation is in a state. */
const settled = (user: UserSnapshot, state: string, withinMs = 20_000): Promise<Row> =>
  until(async () => (await rowsOf(user)).find((row) => row.state === state && row.attempts + Number(row.reason !== null) > 0), {
    what: `an invitation of ${user.email} is ${state}`,
    withinMs,
  });

/** Lets what waits wait no longer. */
const hurry = ({ id }: UserSnapshot) =>
  bench.query(
    `UPDATE scheduler.invitations SET next_at = clock_timestamp(), lease_until = CASE WHEN state = 'SENDING' THEN clock_timestamp() END
     WHERE user_id = $1`,
    id,
  );

const mailTo = ({ email }: UserSnapshot) => bench.inbox.containing(email);

describe('an invitation', () => {
  it('goes out once, by email alone, with its link, in text and HTML, under a Message-ID of its own', async () => {
    const user = invited({ name: 'Ada', workspaceName: 'Web shop' });
    await bench.publish(userEventOf(user));
    await settled(user, 'DELIVERED');
    const [mail, ...others] = await mailTo(user);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ channel: 'email', to: user.email, subject: 'You are invited to Web shop on Curfew' });
    expect(mail?.headers?.['message-id']).toBe(`<${idOf(user)}@curfew.localhost>`);
    for (const body of [mail?.text, mail?.html])
      for (const part of [linkOf(idOf(user)), 'grace@curfew.localhost', 'Ada']) expect(body).toContain(part);
  });

  it('goes out once, whatever the order and repetition of its events, and however the user changes', async () => {
    const user = invited();
    const [first, second] = [userEventOf(user), userEventOf(changed(user, { name: 'Other' }))];
    await bench.publish(second, first, second, first, userEventOf(changed(changed(user, {}), { isAdmin: true })));
    await settled(user, 'DELIVERED');
    const control = invited();
    await bench.publish(userEventOf(control));
    await settled(control, 'DELIVERED');
    expect(await mailTo(user)).toHaveLength(1);
    expect(await rowsOf(user)).toHaveLength(1);
  });

  it('that is sent again is another email; nobody else gets one', async () => {
    const user = invited();
    const again = changed(user, { invitation: anInvitation() });
    const [active, gone] = [aUser(), aUser({ status: 'DEACTIVATED' })];
    await bench.publish(userEventOf(user));
    await settled(user, 'DELIVERED');
    await bench.publish(userEventOf(again), userEventOf(active), userEventOf(gone));
    await until(async () => (await mailTo(user)).length === 2, { what: 'the second email' });
    expect((await mailTo(user))[1]?.text).toContain(linkOf(idOf(again)));
    expect([...(await mailTo(active)), ...(await mailTo(gone))]).toEqual([]);
  });

  it('is what was written, with the same headers, whatever people and workspaces are called', async () => {
    const hostile = `<script>alert(1)</script>\r\nBcc: victim@evil.test\r\n\r\n<h1>"><img src=x>\u202e`;
    const [plain, user] = [invited(), invited({ name: hostile, workspaceName: hostile })];
    await bench.publish(userEventOf(plain), userEventOf(user));
    await Promise.all([settled(plain, 'DELIVERED'), settled(user, 'DELIVERED')]);
    const [expected, mail] = [(await mailTo(plain))[0], (await mailTo(user))[0]];
    expect(Object.keys(mail?.headers ?? {})).toEqual(Object.keys(expected?.headers ?? {}));
    expect(mail?.to).toBe(user.email);
    expect(mail?.html).not.toMatch(/<script|<img|<h1>"/);
    expect(mail?.html?.match(/<[^>]*>/g)?.length).toBe(expected?.html?.match(/<[^>]*>/g)?.length);
  });
});

describe('an invitation that is no longer open', () => {
  it('is not sent: the keys service is asked each time', async () => {
    const user = invited();
    keys.closes(idOf(user));
    await bench.publish(userEventOf(user));
    expect(await settled(user, 'CANCELLED')).toMatchObject({ reason: 'the invitation is no longer open' });
    expect(await mailTo(user)).toEqual([]);
  });

  it('is not tried again once an event has said so', async () => {
    const user = invited();
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    await bench.publish(userEventOf(user));
    await settled(user, 'PENDING');
    await bench.publish(userEventOf(changed(user, { status: 'DEACTIVATED', invitation: null })));
    expect(await settled(user, 'CANCELLED')).toMatchObject({ reason: 'the invitation is no longer open' });
    expect(await mailTo(user)).toEqual([]);
  });

  it('because it has expired, is not sent', async () => {
    const user = invited({ invitation: anInvitation(new Date(Date.now() - 1_000).toISOString()) });
    await bench.publish(userEventOf(user));
    await settled(user, 'EXPIRED');
    expect(await mailTo(user)).toEqual([]);
  });
});

describe('an invitation waits', () => {
  it('while the mail server does not take it, and is sent as soon as it does', async () => {
    const user = invited();
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 1 } });
    await bench.publish(userEventOf(user));
    const waiting = await settled(user, 'PENDING');
    expect(waiting.attempts).toBe(1);
    expect(waiting.waits).toBeGreaterThan(30);
    await hurry(user);
    await settled(user, 'DELIVERED');
    expect(await mailTo(user)).toHaveLength(1);
  });

  it('while the keys service is away, through a restart, and is sent as soon as it answers', async () => {
    await keys.stop();
    const user = invited();
    await bench.publish(userEventOf(user));
    expect(await settled(user, 'PENDING')).toMatchObject({ attempts: 1, reason: expect.stringContaining('keys service') });
    expect(await mailTo(user)).toEqual([]);
    await bench.restart();
    keys = await StandInKeys.start(bench.redisServer.url);
    await until(
      async () => {
        await hurry(user);
        return (await rowsOf(user))[0]?.state === 'DELIVERED';
      },
      { what: 'it is sent', withinMs: 20_000 },
    );
    expect(await mailTo(user)).toHaveLength(1);
  });

  it('no longer when the mail server refuses it for good', async () => {
    const user = invited();
    await bench.inbox.faults({ email: { fault: 'reply', code: 550, times: 1 } });
    await bench.publish(userEventOf(user));
    expect((await settled(user, 'FAILED')).reason).toContain('550');
    expect(await mailTo(user)).toEqual([]);
  });
});

describe('an invitation whose fate is not known', () => {
  it('is sent once more under the same Message-ID when its answer was lost', async () => {
    const user = invited();
    await bench.inbox.faults({ email: { fault: 'dropAfterAcceptance', times: 1 } });
    await bench.publish(userEventOf(user));
    await until(async () => (await mailTo(user)).length === 1, { what: 'it has arrived' });
    await until(async () => (await rowsOf(user))[0]?.reason, { what: 'its answer was lost' });
    await hurry(user);
    expect(await settled(user, 'DELIVERED')).toMatchObject({ resent: true });
    const ids = (await mailTo(user)).map(({ headers }) => headers?.['message-id']);
    expect(ids).toEqual([`<${idOf(user)}@curfew.localhost>`, `<${idOf(user)}@curfew.localhost>`]);
  });

  it('is sent if whoever claimed it died before the body of the email began, and not while they may still be at it', async () => {
    const [dead, alive] = [invited(), invited()];
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 2 } });
    await bench.publish(userEventOf(dead), userEventOf(alive));
    await Promise.all([settled(dead, 'PENDING'), settled(alive, 'PENDING')]);
    const claimed = `UPDATE scheduler.invitations SET state = 'SENDING', claimed_at = now(), lease_until = now() + $2::interval WHERE user_id = $1`;
    await bench.query(claimed, alive.id, '1 hour');
    await bench.query(claimed, dead.id, '0 s');
    await until(async () => (await rowsOf(dead))[0]?.state === 'PENDING', { what: 'it is found to have gone nowhere' });
    await hurry(dead);
    await settled(dead, 'DELIVERED');
    expect(await mailTo(dead)).toHaveLength(1);
    expect(await mailTo(alive)).toEqual([]);
  });

  it('ends unconfirmed where no mail server is configured any more, and waits for one if it has certainly gone nowhere', async () => {
    const [begun, unbegun] = [invited(), invited()];
    await bench.inbox.faults({ email: { fault: 'reply', code: 451, times: 2 } });
    await bench.publish(userEventOf(begun), userEventOf(unbegun));
    await Promise.all([settled(begun, 'PENDING'), settled(unbegun, 'PENDING')]);
    await bench.restart({ SMTP_URL: undefined });
    const abandoned = `
      UPDATE scheduler.invitations SET state = 'SENDING', claimed_at = now(), next_at = now(), lease_until = now() - interval '1 hour', body_begun_at = $2
      WHERE user_id = $1`;
    await bench.query(abandoned, begun.id, new Date());
    await bench.query(abandoned, unbegun.id, null);
    expect((await settled(begun, 'UNCONFIRMED')).reason).toContain('no mail server is configured');
    expect((await settled(unbegun, 'PENDING')).reason).toContain('no mail server is configured');
    await bench.restart();
    await settled(unbegun, 'DELIVERED');
    expect([await mailTo(begun), await mailTo(unbegun)].map((mails) => mails.length)).toEqual([0, 1]);
  });
});
