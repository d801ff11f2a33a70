import { systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { readKeysEnv } from './env.js';
import { createKeysApp } from './keys-app.js';

const env = readKeysEnv();
const log = new Log({ service: 'keys', level: env.LOG_LEVEL });

try {
  const app = await createKeysApp({ env, log, clock: systemClock });
  await app.listen(env.KEYS_PORT, env.HOST);
  log.info('Listening', { port: env.KEYS_PORT });
} catch (error) {
  log.error('The keys service could not start', error);
  process.exit(1);
}
