import { setTimeout as pause } from 'node:timers/promises';
import { inSpan, onTrail, type Log, type SpanOptions } from '#libs/observability';
import type { ConsumerGroup, GivenEntry } from './consumer-group.js';
import { Patience } from './patience.js';
import { Places } from './places.js';
import { decode, type StreamEntry, type StreamEvent } from './stream-entry.js';
import type { z } from 'zod';

/** So often may the handling of an entry begin and never end, as its process died: then it is the entry that kills. */
const BEGINNINGS = 5;

/** How long after Redis could not be told what became of an entry it is told again. */
const RETRY_MS = 1_000;

/** What became of an entry. `left`: the consumer is stopping, another will take it over. */
export type EntryOutcome = 'handled' | 'buried' | 'left';

/** Does the work for one event; rejects if it could not. */
export type EventHandler<Event extends StreamEvent> = (event: Event, entry: StreamEntry) => Promise<void>;

interface EntryHandlerOptions<Event extends StreamEvent> {
  readonly schema: z.ZodType<Event>;
  readonly group: ConsumerGroup;
  readonly handle: EventHandler<Event>;
  readonly log: Log;
  /** See the options of the transport. */
  readonly retryPausesMs?: readonly number[] | undefined;
  readonly stopped: AbortSignal;
}

/** How one attempt at an event ended. */
type Attempt = 'done' | 'left' | { readonly error: unknown };

/**
 * Sees entries through until they are acknowledged. Poison is put aside at once, with the reason. An error that passes by itself
 * (the database is away) is waited out, however long it takes; any other is tried with growing pauses, and put aside when they are used up. An entry is
 * never put aside for having been handed out often; one that kills its consumers is known by its beginnings (docs/adr/0019).
 */
export class EntryHandler<Event extends StreamEvent> {
  private readonly places = new Places();
  /** What is being handled and would be held against if the process died now. */
  private readonly noted = new Set<string>();

  constructor(private readonly options: EntryHandlerOptions<Event>) {}

  /** Never rejects. */
  async see(entry: GivenEntry): Promise<EntryOutcome> {
    if (this.options.stopped.aborted) return 'left';
    if (entry.begun >= BEGINNINGS)
      return this.bury(
        entry,
        `its handling began ${String(entry.begun)} times and never ended: it may be what kills its consumers`,
      );
    const decoded = decode(entry, this.options.schema);
    if ('poison' in decoded) return this.bury(entry, decoded.poison);
    const { event } = decoded;
    const trail = { eventId: event.id, ...(event.requestid === undefined ? {} : { requestId: event.requestid }) };
    return onTrail(trail, () => this.tryUntilSettled(event, entry));
  }

  /** Holds nothing against what is being handled: the process is told to end, and may be killed before that is. */
  async forgiveAll(): Promise<void> {
    await this.options.group.forgive([...this.noted]).catch(() => undefined);
  }

  private async tryUntilSettled(event: Event, entry: GivenEntry): Promise<EntryOutcome> {
    const patience = new Patience(this.options.retryPausesMs);
    for (let attempt = 1; ; attempt += 1) {
      // What was in hand when a process died is tried alone: if one dies again, it is known of what.
      const alone = attempt === 1 && entry.begun > 0;
      const outcome = await this.places.work(() => this.traced(event, { entry, attempt }), { alone });
      if (outcome === 'left') return 'left';
      if (outcome === 'done') return this.settle('handled', () => this.options.group.acknowledge(entry));
      const { error } = outcome;
      const pauseMs = patience.after(error);
      if (pauseMs === undefined) return this.bury(entry, `tried ${String(patience.ownFailures)} times: ${String(error)}`);
      if (!(await this.pause(pauseMs))) return 'left';
    }
  }

  /** An attempt is a span of the trace that the event came from. It may take hours until one succeeds: each is seen as it ends. */
  private traced(event: Event, { entry, attempt }: { readonly entry: GivenEntry; readonly attempt: number }): Promise<Attempt> {
    return inSpan(spanOf(event, attempt), async (span) => {
      const outcome = await this.attempt(event, entry);
      if (typeof outcome === 'string') return outcome;
      const { error } = outcome;
      span.fail(error instanceof Error ? error.name : typeof error);
      this.options.log.error('An event could not be handled', error, { eventType: event.type, cid: event.subject, attempt });
      return outcome;
    });
  }

  /** What was handed out for the first time is not noted: dying of it once is not enough, and noting costs a trip to Redis. */
  private async attempt(event: Event, entry: GivenEntry): Promise<Attempt> {
    const { group, handle, stopped } = this.options;
    if (stopped.aborted) return 'left';
    try {
      if (entry.isAgain && !(await this.note(entry))) return 'left';
      await handle(event, entry);
      return 'done';
    } catch (error) {
      if (entry.isAgain) await this.insist(() => group.forgive([entry.streamId]));
      return { error };
    } finally {
      this.noted.delete(entry.streamId);
    }
  }

  private note({ streamId }: GivenEntry): Promise<boolean> {
    this.noted.add(streamId);
    return this.insist(() => this.options.group.begin(streamId));
  }

  private async bury(entry: StreamEntry, reason: string): Promise<EntryOutcome> {
    const outcome = await this.settle('buried', () => this.options.group.bury(entry, reason));
    if (outcome === 'buried')
      this.options.log.error('An event makes no sense and was put aside', undefined, { streamId: entry.streamId, reason });
    return outcome;
  }

  private async settle(outcome: EntryOutcome, tell: () => Promise<void>): Promise<EntryOutcome> {
    return (await this.insist(tell)) ? outcome : 'left';
  }

  /** Tells Redis until it has heard, or the consumer stops: then it is left to the next, who may do the work again. */
  private async insist(tell: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await tell();
        return true;
      } catch (error) {
        this.options.log.warn('Redis can not be told what became of an event; trying again', { error: String(error) });
        if (!(await this.pause(RETRY_MS))) return false;
      }
    }
  }

  private async pause(milliseconds: number): Promise<boolean> {
    await pause(milliseconds, undefined, { signal: this.options.stopped }).catch(() => undefined);
    return !this.options.stopped.aborted;
  }
}

function spanOf({ id, type, subject, requestid, traceparent }: StreamEvent, attempt: number): SpanOptions {
  const attributes = {
    'curfew.attempt': attempt,
    'curfew.cid': subject,
    'curfew.event_id': id,
    'curfew.request_id': requestid,
  };
  return { name: `process ${type}`, kind: 'consumer', parent: traceparent, attributes };
}
