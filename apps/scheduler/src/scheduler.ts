import { hostname } from 'node:os';
import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  DEAD_LETTER_STREAM,
  expirationEventTypes,
  KEYS_STREAM,
  streamEvent,
  streamEventTypes,
  type StreamEventType,
} from '#libs/contracts';
import { busTransport, RedisStreamsServer } from '#libs/messaging';
import { type Log, Metrics, NestLogger } from '#libs/observability';
import { AppModule } from './app.module.js';
import type { SchedulerEnv } from './env.js';
import { EVENT_GROUP } from './event-group.js';
import { countingEvents, showOldestEvent } from './event-metrics.js';

/**
 * Makes the scheduler: it answers health and metrics over HTTP. `startAllMicroservices` has it hear events and answer on the bus,
 * `listen` starts the rest.
 */
export async function createScheduler(env: SchedulerEnv, log: Log): Promise<NestFastifyApplication> {
  const options: Pick<NestApplicationOptions, 'abortOnError' | 'logger'> = { abortOnError: false, logger: new NestLogger(log) };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with({ env, log }), new FastifyAdapter(), options);
  const metrics = app.get(Metrics);
  const strategy = new RedisStreamsServer({
    env,
    log,
    stream: KEYS_STREAM,
    deadLetters: DEAD_LETTER_STREAM,
    group: EVENT_GROUP,
    consumer: `${hostname()}-${String(env.SCHEDULER_PORT)}`,
    schema: streamEvent,
    expects: streamEventTypes.filter((type) => !isOwn(type)),
    onSettled: countingEvents(metrics),
  });
  showOldestEvent(metrics, strategy);
  app.connectMicroservice({ strategy });
  app.connectMicroservice(busTransport(env));
  app.enableShutdownHooks([], { useProcessExit: true });
  return app;
}

/** What the scheduler itself puts onto the stream it acknowledges without a look. */
function isOwn(type: StreamEventType): boolean {
  return (expirationEventTypes as readonly StreamEventType[]).includes(type);
}
