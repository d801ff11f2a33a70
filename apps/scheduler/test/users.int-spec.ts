import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_STREAM, type UserSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import { aUser, changed, userEventOf } from './events.setup.js';
import { setupScheduler, type SchedulerBench } from './scheduler.setup.js';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await setupScheduler();
});
afterAll(() => bench.close());

const SQL = 'SELECT id, workspace_id, version, email, name, status, is_admin FROM scheduler.users WHERE id = $1';

const copyOf = async ({ id }: UserSnapshot) => (await bench.query<Record<string, unknown>>(SQL, id))[0];

/** Waits until everything published has been worked in, whatever became of it. */
async function heardAll(): Promise<void> {
  const marker = Array.from({ length: 16 }, () => aUser());
  await bench.publish(...marker.map(userEventOf));
  for (const user of marker) await until(() => copyOf(user), { what: 'a marker is heard' });
}

describe('the copy of a user', () => {
  it('is what the newest version says, whatever the order and repetition of the events', async () => {
    const first = aUser({ isAdmin: true });
    const second = changed(first, { name: 'Grace H.', email: 'grace.h@curfew.localhost' });
    const third = changed(second, { status: 'DEACTIVATED', isAdmin: false });
    const [one, two, three] = [userEventOf(first), userEventOf(second), userEventOf(third)];
    await bench.publish(three, one, two, three, one);
    await heardAll();
    expect(await copyOf(first)).toEqual({
      id: first.id,
      workspace_id: first.workspaceId,
      version: 3,
      email: 'grace.h@curfew.localhost',
      name: 'Grace H.',
      status: 'DEACTIVATED',
      is_admin: false,
    });
  });

  it('takes no event for poison', async () => {
    await bench.publish(userEventOf(aUser({ status: 'INVITED' })));
    await heardAll();
    expect(await bench.redis.exists(DEAD_LETTER_STREAM)).toBe(0);
  });
});
