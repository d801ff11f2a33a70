import { RedisContext, ServerRedis, type CustomStrategy, type MessageHandler } from '@nestjs/microservices';
import { inSpan, isTracing, type SpanOptions } from '#libs/observability';
import type { Redis } from 'ioredis';
import type { RedisEnv } from '../redis.js';
import { busConnection } from './connection.js';
import { lettingGo } from './letting-go.js';

/** What {@link ServerRedis} holds of a connection, as far as it is touched here. */
interface Connection {
  connect(): Promise<void>;
  disconnect(): void;
  on(event: 'message', listener: (channel: string, message: string) => void): void;
  subscribe(channel: string): Promise<unknown>;
}

/**
 * Answers questions on the bus. Unlike Nest's own server it starts while Redis is away and answers as soon as it is there,
 * and listens for questions only: events come over the stream, where none is lost.
 */
class BusServer extends ServerRedis {
  override async createRedisClient(): Promise<Redis> {
    return lettingGo((await super.createRedisClient()) as Redis);
  }

  override start(callback?: () => void): void {
    const [questions, answers] = [this.subClient, this.pubClient] as readonly [Connection, Connection];
    // The first attempt may fail, and closing ends what still waits: ioredis goes on trying, and keeps the subscriptions.
    for (const connection of [questions, answers]) connection.connect().catch(() => undefined);
    const answer = this.getMessageHandler(this.pubClient).bind(this);
    questions.on('message', (channel, message) => void answer(channel, message, message));
    for (const [pattern, { isEventHandler }] of this.messageHandlers) {
      if (!isEventHandler) questions.subscribe(pattern).catch(() => undefined);
    }
    callback?.();
  }

  /** A question is a span of the trace in which it was asked. */
  override getHandlerByPattern(pattern: string): MessageHandler | null {
    const handler = super.getHandlerByPattern(pattern);
    if (!handler || !isTracing()) return handler;
    return (question: unknown, context: unknown) =>
      inSpan(spanOf(pattern, context), async (): Promise<unknown> => handler(question, context));
  }

  override close(): Promise<void> {
    for (const connection of [this.subClient, this.pubClient] as readonly (Connection | undefined)[]) connection?.disconnect();
    return Promise.resolve();
  }
}

/** What `app.connectMicroservice` takes to have the `@MessagePattern` handlers of an app answer on the bus. */
export function busTransport(env: RedisEnv): CustomStrategy {
  return { strategy: new BusServer(busConnection(env)) };
}

function spanOf(name: string, context: unknown): SpanOptions {
  const metadata = context instanceof RedisContext ? context.getMetadata() : undefined;
  return { name, kind: 'server', parent: metadata?.['traceparent'] };
}
