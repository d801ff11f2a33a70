import type { Timeline } from './timeline.js';
import type { Snapshot } from './ledger-rows.js';

/** How long, in milliseconds, an entry that was read is left to its reader. */
const LEFT_ALONE_MS = 60_000;

/** An event as it is published. */
export interface Published {
  readonly id: string;
  readonly snapshot: Snapshot;
}

interface Entry extends Published {
  leftAloneUntil: number;
}

/** What Redis holds: a stream for one consumer group, and alarms. All of it may be gone at any moment. */
export class Redis {
  private entries: Entry[] = [];
  private alarms = new Map<string, () => void>();
  /** Another one after each loss. */
  epoch = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly on: { readonly ring: () => void; readonly publish: () => void },
  ) {}

  publish(event: Published): void {
    this.entries.push({ ...event, leftAloneUntil: 0 });
    this.on.publish();
  }

  /** An entry to work in; it comes again unless it is acknowledged in time. */
  read(): Published | undefined {
    const entry = this.entries.find(({ leftAloneUntil }) => leftAloneUntil <= this.timeline.now);
    if (entry) entry.leftAloneUntil = this.timeline.now + LEFT_ALONE_MS;
    return entry;
  }

  acknowledge({ id }: Published): void {
    const place = this.entries.findIndex((entry) => entry.id === id);
    if (place !== -1) this.entries.splice(place, 1);
  }

  /** Sets an alarm that rings after so many milliseconds, in place of one of the same name. */
  setAlarm(name: string, milliseconds: number): void {
    this.alarms.get(name)?.();
    this.alarms.set(name, this.timeline.after(milliseconds, this.on.ring));
  }

  /** Forgets everything. */
  flush(): void {
    this.entries = [];
    for (const callOff of this.alarms.values()) callOff();
    this.alarms = new Map();
    this.epoch += 1;
  }

  /** Changes places of the last two entries, as a fault in between might. */
  reorder(): void {
    const [last, beforeLast] = [this.entries.pop(), this.entries.pop()];
    if (last) this.entries.push(last);
    if (beforeLast) this.entries.push(beforeLast);
  }
}
