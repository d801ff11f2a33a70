import { systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { readKeysEnv } from './env.js';
import { createKeysApp } from './keys-app.js';

/** A process that was told to stop and hasn't after this time is ended: milliseconds. */
const CLOSING_MS = 25_000;

const env = readKeysEnv();
const log = new Log({ service: 'keys', level: env.LOG_LEVEL });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => setTimeout(() => process.exit(1), CLOSING_MS).unref());
}

try {
  const app = await createKeysApp({ env, log, clock: systemClock });
  await app.listen(env.KEYS_PORT, env.HOST);
  log.info('Listening', { port: env.KEYS_PORT });
} catch (error) {
  log.error('The keys service could not start', error);
  process.exit(1);
}
