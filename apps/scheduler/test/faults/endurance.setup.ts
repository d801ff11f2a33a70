import { setTimeout as pause } from 'node:timers/promises';
import { until } from '#libs/testing';
import type { System } from '../system.setup.js';
import { judgeAll, type Endurance, type EnduringKey, type Ordeal } from './ordeal-verdict.setup.js';

/** It is killed at work, and not before it has begun: on a machine that is slow to start it, less often. */
const AT_WORK_MS = 3_000;

/** As many Slack channels and shared mailboxes. */
const TEAMS = 20;

/** How many keys are issued at once. */
const AT_ONCE = 20;

/** How long issuing may take before the first is due, in milliseconds for each. */
const ISSUING_MS = 25;

const DAY_MS = 86_400_000;

/** Has reminders fall due one by one while the scheduler is killed again and again, waits for the end, and judges. */
export async function endure(system: System, endurance: Endurance): Promise<Ordeal> {
  const { reminders, seconds, everySeconds } = endurance;
  const firstDueAt = Date.now() + 10_000 + reminders * ISSUING_MS;
  const dueAt = (place: number) => firstDueAt + Math.floor((place * seconds * 1_000) / reminders);
  const keys = await issueAll(system, { reminders, dueAt });
  say(`${String(keys.length)} keys were issued; the first is due in ${String(Math.round((firstDueAt - Date.now()) / 1_000))} s`);
  await until(() => Date.now() >= firstDueAt, { what: 'the first is due', withinMs: 300_000 });
  let kills = 0;
  while (Date.now() < firstDueAt + seconds * 1_000) {
    const killAt = Date.now() + everySeconds * 1_000;
    await system.crash('scheduler');
    kills += 1;
    if (kills % 3 === 1) say(`killed ${String(kills)} times; ${await standing(system)}`);
    await (await system.start('scheduler')).ready();
    await pause(Math.max(killAt - Date.now(), AT_WORK_MS));
  }
  await quiescence(system, keys);
  return { ...endurance, kills, ...(await judgeAll(system, keys)) };
}

async function issueAll(
  system: System,
  { reminders, dueAt }: { readonly reminders: number; readonly dueAt: (place: number) => number },
): Promise<readonly EnduringKey[]> {
  const places = Array.from({ length: reminders }, (_, place) => place);
  const keys: EnduringKey[] = [];
  const issueTheNext = async () => {
    for (let place = places.shift(); place !== undefined; place = places.shift()) {
      const team = String(place % TEAMS);
      const name = `endures-${String(place)}.`;
      const emails = place % 2 === 0 ? [`team-${team}@curfew.localhost`] : [];
      const answer = await system.call('POST', '/auth/key', {
        name,
        roles: [{ type: 'DEFAULT', role: 'USER' }],
        expirationDate: new Date(dueAt(place) + 7 * DAY_MS).toISOString(),
        notifications: { emails, slackChannel: `#team-${team}` },
      });
      if (answer.status !== 200) throw new Error(`A key was not issued: ${JSON.stringify(answer)}`);
      keys.push({ cid: (answer.body as { cid: string }).cid, name });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, issueTheNext));
  return keys;
}

async function quiescence(system: System, keys: readonly EnduringKey[]): Promise<void> {
  const sql = `
    SELECT (SELECT count(*)::int FROM scheduler.reminders WHERE state = 'PLANNED' AND due_at <= clock_timestamp()) AS due,
           (SELECT count(*)::int FROM scheduler.deliveries WHERE state IN ('PENDING', 'SENDING')) AS open,
           (SELECT count(DISTINCT cid)::int FROM scheduler.deliveries) AS told`;
  let saidAt = 0;
  const isOver = async () => {
    const [now] = await system.query<{ due: number; open: number; told: number }>(sql);
    if (Date.now() - saidAt > 10_000) {
      saidAt = Date.now();
      say(`waiting for the end; ${await standing(system)}`);
    }
    return now?.due === 0 && now.open === 0 && now.told === keys.length;
  };
  await until(isOver, { what: 'everything is settled', withinMs: 300_000 });
}

async function standing(system: System): Promise<string> {
  const sql = `SELECT state, count(*)::int AS count FROM scheduler.deliveries GROUP BY state ORDER BY state`;
  const states = await system.query<{ state: string; count: number }>(sql);
  return `deliveries: ${states.map(({ state, count }) => `${String(count)} ${state}`).join(', ') || 'none yet'}`;
}

/** It takes minutes: whoever watches sees how far it is. */
function say(sentence: string): void {
  process.stderr.write(`  ${sentence}\n`);
}
