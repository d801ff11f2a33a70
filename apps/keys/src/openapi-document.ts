import { NestFactory } from '@nestjs/core';
import type { NestApplicationOptions } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { systemClock } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AppModule } from './app.module.js';
import { keysEnv } from './env.js';
import { fastifyServer, serveDocumentation } from './http/index.js';

/** Preview mode builds no provider: nothing is connected to, and none of these is ever used. */
const EXAMPLE_ENV = {
  DATABASE_URL: 'postgres://localhost/curfew',
  REDIS_URL: 'redis://localhost',
  KEY_PEPPERS: `example:${Buffer.alloc(32).toString('base64')}`,
  SECRET_ENCRYPTION_KEYS: `example:${Buffer.alloc(32).toString('base64')}`,
  WEBHOOK_SIGNING_KEY: Buffer.alloc(32).toString('base64'),
};

const PREVIEW: Pick<NestApplicationOptions, 'abortOnError' | 'logger' | 'preview'> = {
  abortOnError: false,
  logger: false,
  preview: true,
};

/** The API's description as `/docs-yaml` serves it and docs/openapi.yaml keeps it. Needs no database. */
export async function openApiYaml(): Promise<string> {
  const log = new Log({ service: 'keys', level: 'silent' });
  const module = AppModule.with({ env: keysEnv.parse(EXAMPLE_ENV), log, clock: systemClock });
  const app = await NestFactory.create<NestFastifyApplication>(module, fastifyServer(), PREVIEW);
  serveDocumentation(app);
  const answer = await app.getHttpAdapter().getInstance().inject('/docs-yaml');
  return answer.body;
}
