import 'reflect-metadata';
import { defineEnv } from '#libs/config';
import { Log, runService } from '#libs/observability';
import { schedulerEnv } from './env.js';
import { createScheduler } from './scheduler.js';

const env = defineEnv(schedulerEnv);
const log = new Log({ service: 'scheduler', level: env.LOG_LEVEL });

await runService(log, async () => {
  const app = await createScheduler(env, log);
  await app.startAllMicroservices();
  await app.listen({ port: env.SCHEDULER_PORT, host: env.HOST });
  log.info('Listening', { port: env.SCHEDULER_PORT });
});
