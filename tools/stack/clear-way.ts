import { endLeftover } from '../processes/leftovers.js';
import { POSTGRES_STOP } from '../services/postgres.js';
import { realServers } from './environment.js';
import { type Home } from './home.js';
import { portConflicts, type Listener } from './ports.js';
import { type Settings } from './settings.js';

/** Those who use the services end before them. */
const PARTS = ['keys', 'scheduler', 'sandbox', 'redis', 'postgres'] as const;

/** Ends what a start that was killed left running in this home. Answers the names of what it ended. */
export async function endLeftovers(home: Home): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const part of PARTS) {
    const stopSignal = part === 'postgres' ? POSTGRES_STOP : 'SIGTERM';
    if (await endLeftover({ record: home.record(part), stopSignal })) ended.push(part);
  }
  return ended;
}

/** Throws a sentence for each port that the stack wants and can't have. */
export async function checkPorts(settings: Settings): Promise<void> {
  const conflicts = await portConflicts(listeners(settings), settings.own.HOST);
  if (conflicts.length > 0) throw new Error(conflicts.join('\n'));
}

function listeners(settings: Settings): readonly Listener[] {
  const { KEYS_PORT, SCHEDULER_PORT, SANDBOX_PORT, SMTP_PORT, SLACK_PORT, POSTGRES_PORT, REDIS_PORT } = settings.own;
  const real = realServers(settings);
  const sandbox = [
    { port: SANDBOX_PORT, who: "the sandbox's inbox", variable: 'SANDBOX_PORT' },
    { port: SMTP_PORT, who: "the sandbox's mail server", variable: 'SMTP_PORT' },
    { port: SLACK_PORT, who: "the sandbox's Slack", variable: 'SLACK_PORT' },
  ];
  return [
    { port: KEYS_PORT, who: 'the API (keys)', variable: 'KEYS_PORT' },
    { port: SCHEDULER_PORT, who: "the scheduler's health", variable: 'SCHEDULER_PORT' },
    ...(real.mail && real.slack ? [] : sandbox),
    ...(POSTGRES_PORT === undefined || real.postgres
      ? []
      : [{ port: POSTGRES_PORT, who: 'Postgres', variable: 'POSTGRES_PORT' }]),
    ...(REDIS_PORT === undefined || real.redis ? [] : [{ port: REDIS_PORT, who: 'Redis', variable: 'REDIS_PORT' }]),
  ];
}
