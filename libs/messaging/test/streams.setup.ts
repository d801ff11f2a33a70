import {
  Controller,
  Inject,
  Module,
  UseFilters,
  type INestMicroservice,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload, type CustomStrategy } from '@nestjs/microservices';
import { Log } from '#libs/observability';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { RedisStreamsServer, Rethrow, type StreamContext } from '../src/index.js';

/** The stream the tests consume. */
export const STREAM = 'test:doors';

/** Where its poison goes. */
export const DEAD_LETTERS = 'test:doors:dead';

const GROUP = 'porter';

const schema = z.object({ id: z.string(), type: z.enum(['Opened', 'Closed']), subject: z.string(), data: z.int() });

/** What the tests send: a number about a subject. */
export type DoorEvent = Readonly<z.infer<typeof schema>>;

type Handle = (event: DoorEvent, streamId: string) => Promise<unknown>;

const HANDLE = Symbol('HANDLE');

/** Hears both events, as a service's consumer does. */
@Controller()
@UseFilters(Rethrow)
export class Porter {
  constructor(@Inject(HANDLE) private readonly handle: Handle) {}

  @EventPattern<DoorEvent['type']>('Opened')
  opened(@Payload() event: DoorEvent, @Ctx() context: StreamContext): Promise<unknown> {
    return this.handle(event, context.streamId);
  }

  @EventPattern<DoorEvent['type']>('Closed')
  closed(@Payload() event: DoorEvent, @Ctx() context: StreamContext): Promise<unknown> {
    return this.handle(event, context.streamId);
  }
}

@Module({})
class PorterModule {}

/** Who consumes: by which name, with which handlers, doing what. */
export interface ConsumerOptions {
  readonly consumer?: string;
  readonly controllers?: readonly Type[];
  readonly handle?: Handle;
  readonly retryPausesMs?: readonly number[];
}

type QuietOptions = Pick<NestApplicationOptions, 'logger' | 'abortOnError'> & CustomStrategy;

/** Consumers on one stream of a Redis that is given, and what became of its events. */
export class StreamsBench {
  readonly redis: Redis;
  /** What was handled, oldest first. */
  readonly handled: DoorEvent[] = [];
  /** What the consumers have logged. */
  readonly sentences: string[] = [];
  private readonly running: INestMicroservice[] = [];
  private sequence = 0;

  constructor(private readonly url: string) {
    this.redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null, disconnectTimeout: 100 });
    this.redis.on('error', () => undefined);
  }

  /** A consumer that listens. What its handler resolves for counts as handled. */
  async consume(options: ConsumerOptions = {}): Promise<void> {
    const app = await this.create(options);
    this.running.push(app);
    await app.listen();
  }

  /** Puts events about a subject onto the stream, numbered as given. */
  async publish(subject: string, ...numbers: readonly number[]): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const data of numbers) pipeline.xadd(STREAM, '*', 'event', JSON.stringify(this.event(subject, data)));
    await pipeline.exec();
  }

  /** The numbers handled of a subject, in the order in which they were. */
  numbers(subject: string): number[] {
    return this.handled.filter((event) => event.subject === subject).map(({ data }) => data);
  }

  /** What was put aside: the text of the event, and why. */
  async deadLetters(): Promise<{ readonly event: string; readonly reason: string }[]> {
    const letters = await this.redis.xrange(DEAD_LETTERS, '-', '+');
    return letters.map(([, [, event = '', , reason = '']]) => ({ event, reason }));
  }

  /** How many events were handed out and are not acknowledged. */
  async pending(): Promise<number> {
    const [count] = (await this.redis.xpending(STREAM, GROUP)) as [number];
    return count;
  }

  /** How many events are not acknowledged, handed out or not. */
  async unsettled(): Promise<number> {
    const [fields = []] = (await this.redis.xinfo('GROUPS', STREAM)) as unknown[][];
    const figure = (name: string) => Number(fields[fields.indexOf(name) + 1]);
    return figure('pending') + figure('lag');
  }

  /** Has the group believe that a consumer has not been heard of for so long. */
  async letRest(consumer: string, idleMs: number): Promise<void> {
    const ids = (await this.pendingEntries()).map(([id]) => id);
    await this.redis.xclaim(STREAM, GROUP, consumer, 0, ...ids, 'IDLE', idleMs, 'JUSTID');
  }

  /** For how long the entry that was handed out longest ago has not been heard of. */
  async longestRestMs(): Promise<number> {
    return Math.max(...(await this.pendingEntries()).map(([, , idle]) => idle));
  }

  /** Makes the group, before any consumer has. */
  async group(): Promise<void> {
    await this.redis.xgroup('CREATE', STREAM, GROUP, '0', 'MKSTREAM');
  }

  /** Hands the stream's new events to a consumer that never answers, as one does that is killed with them in hand. */
  async handToTheDead(consumer: string, { idleMs = 0, deliveries = 1 } = {}): Promise<void> {
    await this.group();
    await this.redis.xreadgroup('GROUP', GROUP, consumer, 'STREAMS', STREAM, '>');
    const ids = (await this.pendingEntries()).map(([id]) => id);
    await this.redis.xclaim(STREAM, GROUP, consumer, 0, ...ids, 'IDLE', idleMs, 'RETRYCOUNT', deliveries, 'JUSTID');
  }

  /** Ends the consumers in an orderly way. */
  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((app) => app.close()));
  }

  /** Ends the consumers and forgets everything. */
  async reset(): Promise<void> {
    await this.stop();
    await this.redis.flushall();
    this.handled.length = 0;
    this.sentences.length = 0;
  }

  async close(): Promise<void> {
    await this.reset();
    this.redis.disconnect();
  }

  private async pendingEntries(): Promise<[id: string, consumer: string, idleMs: number][]> {
    return (await this.redis.xpending(STREAM, GROUP, '-', '+', 100)) as [string, string, number][];
  }

  private create({ consumer = 'one', controllers = [Porter], handle, ...retries }: ConsumerOptions): Promise<INestMicroservice> {
    const log = new Log({ service: 'test', level: 'debug', destination: { write: (line) => this.note(line) } });
    const strategy = new RedisStreamsServer<DoorEvent>({
      env: { REDIS_URL: this.url },
      stream: STREAM,
      deadLetters: DEAD_LETTERS,
      group: GROUP,
      consumer,
      schema,
      expects: ['Opened', 'Closed'],
      log,
      ...retries,
    });
    const recorded: Handle = async (event, streamId) => {
      await handle?.(event, streamId);
      this.handled.push(event);
    };
    const module = { module: PorterModule, controllers: [...controllers], providers: [{ provide: HANDLE, useValue: recorded }] };
    const options: QuietOptions = { strategy, logger: false, abortOnError: false };
    return NestFactory.createMicroservice(module, options);
  }

  private note(line: string): void {
    this.sentences.push((JSON.parse(line) as { message: string }).message);
  }

  private event(subject: string, data: number): DoorEvent {
    this.sequence += 1;
    return { id: `ev${String(this.sequence)}`, type: data % 2 === 0 ? 'Closed' : 'Opened', subject, data };
  }
}
