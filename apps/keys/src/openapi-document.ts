import { NestFactory } from '@nestjs/core';
import { systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { stringify } from 'yaml';
import { AppModule } from './app.module.js';
import { keysEnv } from './env.js';
import { describeApi, fastifyServer } from './http/index.js';

/** The API's description as it stands in docs/openapi.yaml. Nothing is started, and no database is needed. */
export async function openApiYaml(): Promise<string> {
  const log = new Log({ service: 'keys', level: 'silent' });
  const module = AppModule.with({ env: keysEnv.parse(EXAMPLE_ENV), log, clock: systemClock });
  const app = await NestFactory.create(module, fastifyServer(), { preview: true, logger: false, abortOnError: false });
  return stringify(describeApi(app), { lineWidth: 120, aliasDuplicateObjects: false });
}

/** Preview mode builds no provider, so none of these is ever used. */
const EXAMPLE_ENV = {
  DATABASE_URL: 'postgres://localhost/curfew',
  REDIS_URL: 'redis://localhost',
  KEY_PEPPERS: `example:${Buffer.alloc(32).toString('base64')}`,
};
