import { systemClock } from '#libs/kernel';
import { Log, runService } from '#libs/observability';
import { readKeysEnv } from './env.js';
import { createKeysApp } from './keys-app.js';

const env = readKeysEnv();
const log = new Log({ service: 'keys', level: env.LOG_LEVEL });

await runService(log, async () => {
  const app = await createKeysApp({ env, log, clock: systemClock });
  await app.startAllMicroservices();
  await app.listen(env.KEYS_PORT, env.HOST);
  log.info('Listening', { port: env.KEYS_PORT });
});
