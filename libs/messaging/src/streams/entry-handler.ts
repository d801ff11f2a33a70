import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from '#libs/kernel';
import { onTrail, type Log } from '#libs/observability';
import type { ConsumerGroup } from './consumer-group.js';
import { decode, type StreamEntry, type StreamEvent } from './stream-entry.js';
import type { z } from 'zod';

/** An error that does not pass by itself is tried this often before the event is put aside. */
const TRIES = 5;

/** An entry handed out this often without an answer has probably killed its consumers: it is put aside unread. */
const DELIVERIES = 10;

const LONGEST_PAUSE_MS = 30_000;

/** What became of an entry. `left`: the consumer is stopping, another will take it over. */
export type EntryOutcome = 'handled' | 'buried' | 'left';

/** Does the work for one event; rejects if it could not. */
export type EventHandler<Event extends StreamEvent> = (event: Event, entry: StreamEntry) => Promise<void>;

interface EntryHandlerOptions<Event extends StreamEvent> {
  readonly schema: z.ZodType<Event>;
  readonly group: ConsumerGroup;
  readonly handle: EventHandler<Event>;
  readonly log: Log;
  readonly stopped: AbortSignal;
}

/**
 * Sees one entry through. Poison is put aside at once, with the reason. An error that passes by itself (the database is
 * away) is waited out, however long it takes; any other is tried a few times and then put aside.
 */
export class EntryHandler<Event extends StreamEvent> {
  constructor(private readonly options: EntryHandlerOptions<Event>) {}

  async see(entry: StreamEntry, { claimed }: { readonly claimed: boolean }): Promise<EntryOutcome> {
    if (claimed && (await this.options.group.deliveries(entry.streamId)) > DELIVERIES) {
      return this.bury(entry, `handed out more than ${String(DELIVERIES)} times without an answer`);
    }
    const decoded = decode(entry, this.options.schema);
    if ('poison' in decoded) return this.bury(entry, decoded.poison);
    const { event } = decoded;
    const trail = { eventId: event.id, ...(event.requestid === undefined ? {} : { requestId: event.requestid }) };
    return onTrail(trail, () => this.tryUntilSettled(event, entry));
  }

  private async tryUntilSettled(event: Event, entry: StreamEntry): Promise<EntryOutcome> {
    let lasting = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.options.handle(event, entry);
        return 'handled';
      } catch (error) {
        if (!isPassing(error)) lasting += 1;
        this.options.log.error('An event could not be handled', error, { eventType: event.type, cid: event.subject, attempt });
        if (lasting >= TRIES) return this.bury(entry, `tried ${String(TRIES)} times: ${String(error)}`);
      }
      if (!(await this.pauseAfter(attempt))) return 'left';
    }
  }

  private async pauseAfter(attempt: number): Promise<boolean> {
    const milliseconds = Math.min(200 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    await pause(milliseconds, undefined, { signal: this.options.stopped }).catch(() => undefined);
    return !this.options.stopped.aborted;
  }

  private async bury(entry: StreamEntry, reason: string): Promise<EntryOutcome> {
    await this.options.group.bury(entry, reason);
    this.options.log.error('An event makes no sense and was put aside', undefined, { streamId: entry.streamId, reason });
    return 'buried';
  }
}
