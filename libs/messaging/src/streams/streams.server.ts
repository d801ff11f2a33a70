import { setTimeout as pause } from 'node:timers/promises';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Log } from '#libs/observability';
import { lastValueFrom } from 'rxjs';
import type { z } from 'zod';
import { openRedis, whenReady, type RedisEnv } from '../redis.js';
import { ConsumerGroup, type GivenEntry } from './consumer-group.js';
import { EntryHandler, type EntryOutcome } from './entry-handler.js';
import { StreamContext } from './stream-context.js';
import type { StreamEntry, StreamEvent } from './stream-entry.js';
import { Lanes } from './lanes.js';

const RETRY_MS = 1_000;
const CLAIM_EVERY_MS = 15_000;

/** How often the group is reminded of what is in hand: well within the minute after which another would take it over. */
const HOLD_EVERY_MS = 5_000;

interface StreamsServerOptions<Event extends StreamEvent> {
  readonly env: RedisEnv;
  readonly stream: string;
  readonly deadLetters: string;
  /** The consumer group: each group gets every event once. */
  readonly group: string;
  /** This process within the group; the same after a restart, so that it goes on with what it left. */
  readonly consumer: string;
  readonly schema: z.ZodType<Event>;
  /** The event types that must have exactly one handler here; listening fails otherwise. */
  readonly expects: readonly Event['type'][];
  readonly log: Log;
  /**
   * The pauses between the tries of an event whose handler fails with an error of its own; when they are used up it is put aside.
   * For nearly an hour unless told. Failures that pass by themselves are waited out and do not count.
   */
  readonly retryPausesMs?: readonly number[] | undefined;
  /** Told of each entry that was settled. */
  readonly onSettled?: (outcome: EntryOutcome) => void;
}

/**
 * A Nest transport over one Redis stream: `@EventPattern('KeyCreated')` handlers get the event, and it is acknowledged only
 * when they have resolved. Events of one subject are handled in order by each process, those of different subjects side by
 * side: one that fails holds up those of its subject, and no other. A group of several processes may overtake itself. Nothing is lost when this process dies, when Redis restarts, or when
 * Redis forgets the group.
 */
export class RedisStreamsServer<Event extends StreamEvent> extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('redis-streams');
  override readonly propagatesEventHandlerErrors = true;
  private readonly stopped = new AbortController();
  private readonly reader;
  private readonly redis;
  private readonly consumerGroup: ConsumerGroup;
  private readonly entries: EntryHandler<Event>;
  private readonly lanes = new Lanes((entry: GivenEntry) => this.see(entry));
  private running: Promise<void> = Promise.resolve();
  private claimedAt = -Infinity;
  private heldAt = -Infinity;

  constructor(private readonly options: StreamsServerOptions<Event>) {
    super();
    this.reader = openRedis({ env: options.env, log: options.log, use: 'waiting' });
    this.redis = openRedis({ env: options.env, log: options.log, use: 'asking' });
    this.consumerGroup = new ConsumerGroup({ ...options, reader: this.reader, redis: this.redis });
    this.entries = new EntryHandler<Event>({
      ...options,
      group: this.consumerGroup,
      stopped: this.stopped.signal,
      handle: (event, entry) => this.dispatch(event, entry),
    });
  }

  /** Starts consuming. Fails if an expected event has no handler, or two. Redis need not be there yet. */
  listen(callback: (error?: unknown) => void): void {
    const wrong = this.options.expects.filter((type) => !hasOneHandler(this.messageHandlers.get(type)));
    if (wrong.length > 0) {
      callback(new Error(`These events need exactly one @EventPattern handler each: ${wrong.join(', ')}`));
      return;
    }
    this.running = this.run();
    callback();
  }

  /** Stops reading, lets what is in hand finish, and closes the connections. */
  async close(): Promise<void> {
    this.stopped.abort();
    this.reader.disconnect();
    await Promise.all([this.running, this.entries.forgiveAll()]);
    await this.lanes.empty();
    this.redis.disconnect();
  }

  /** For how many seconds the oldest event that the group has not settled has waited. Rejects while Redis is away. */
  oldestSeconds(): Promise<number> {
    return this.consumerGroup.oldestSeconds();
  }

  override on(): never {
    throw new Error('The Redis Streams transport emits no events of its own');
  }

  override unwrap(): never {
    throw new Error('The connections of the Redis Streams transport are its own');
  }

  private async run(): Promise<void> {
    await Promise.all([whenReady(this.redis, RETRY_MS), whenReady(this.reader, RETRY_MS)]);
    let hasMissed = true;
    while (!this.stopped.signal.aborted) {
      try {
        await this.consumerGroup.ensure();
        if (hasMissed) await this.takeUnanswered();
        hasMissed = false;
        await this.hold();
        await this.takeOver();
        if (this.lanes.areFull) await this.lanes.room(RETRY_MS);
        else this.lanes.take(await this.consumerGroup.readNew());
      } catch (error) {
        // A reply may have been lost on its way: what it carried is ours and unanswered.
        hasMissed = true;
        await this.rest(error);
      }
    }
  }

  private async rest(error: unknown): Promise<void> {
    if (this.stopped.signal.aborted) return;
    if (isTimeout(error)) this.reader.disconnect(true);
    this.options.log.warn('The event stream can not be read now; trying again', { error: String(error) });
    await pause(RETRY_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }

  /** Takes what this consumer was given before, and does not have in hand: before anything new, which comes after it. */
  private async takeUnanswered(): Promise<void> {
    let after: string | undefined = '0';
    while (after !== undefined && !this.stopped.signal.aborted) {
      await this.hold();
      await this.lanes.room(RETRY_MS);
      if (this.lanes.areFull) continue;
      const entries: readonly GivenEntry[] = await this.consumerGroup.readUnanswered(after);
      this.lanes.take(entries);
      after = entries.at(-1)?.streamId;
    }
  }

  private async hold(): Promise<void> {
    if (performance.now() - this.heldAt < HOLD_EVERY_MS) return;
    this.heldAt = performance.now();
    await this.consumerGroup.hold(this.lanes.streamIds);
  }

  private async takeOver(): Promise<void> {
    if (this.lanes.areFull || performance.now() - this.claimedAt < CLAIM_EVERY_MS) return;
    this.claimedAt = performance.now();
    this.lanes.take(await this.consumerGroup.claimAbandoned());
    await this.consumerGroup.forgetGoneConsumers();
  }

  private async see(entry: GivenEntry): Promise<void> {
    const outcome = await this.entries.see(entry);
    this.options.onSettled?.(outcome);
  }

  private async dispatch(event: Event, entry: StreamEntry): Promise<void> {
    const handler = this.messageHandlers.get(event.type);
    if (!handler) return;
    const answer: unknown = await handler(event, new StreamContext(this.options.stream, entry.streamId));
    await lastValueFrom(this.transformToObservable(answer), { defaultValue: undefined });
  }
}

/** A blocking read that never answers hangs on a dead connection. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.includes('timed out');
}

function hasOneHandler(handler: MessageHandler | undefined): boolean {
  return handler !== undefined && handler.next === undefined;
}
