import type { StreamEntry } from './stream-entry.js';

/** With so many in hand nothing more is read, so that a consumer whose handlers all fail does not fill up with what waits. */
const FULL = 1_000;

const SUBJECT = /"subject"\s*:\s*"([^"]{1,128})"/;

/**
 * What a consumer has in hand, in a lane for each subject: the entries of one are worked on one after the other, the lanes side
 * by side, and one that is held up holds up no other. The subject is read off the text without parsing it; a wrong guess costs
 * order within poison, nothing else.
 */
export class Lanes<Entry extends StreamEntry> {
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly inHand = new Set<string>();
  private roomMade: (() => void) | undefined;

  /** `work` sees one entry through; it does not reject. */
  constructor(private readonly work: (entry: Entry) => Promise<void>) {}

  /** The ids of all entries in hand. */
  get streamIds(): readonly string[] {
    return [...this.inHand];
  }

  get areFull(): boolean {
    return this.inHand.size >= FULL;
  }

  /** Puts entries behind those of their subjects. What is in hand already is not taken again. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.inHand.has(entry.streamId)) continue;
      this.inHand.add(entry.streamId);
      const subject = SUBJECT.exec(entry.text ?? '')?.[1] ?? entry.streamId;
      const lane = this.follow(entry, this.lanes.get(subject)).finally(() => {
        if (this.lanes.get(subject) === lane) this.lanes.delete(subject);
      });
      this.lanes.set(subject, lane);
    }
  }

  /** Resolves when there is room for more, or after so many milliseconds: whichever comes first. */
  async room(withinMs: number): Promise<void> {
    if (!this.areFull) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.roomMade = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when nothing is in hand any more. */
  async empty(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes.values());
  }

  private async follow(entry: Entry, before: Promise<void> | undefined): Promise<void> {
    await before;
    await this.work(entry);
    this.inHand.delete(entry.streamId);
    if (!this.areFull) this.roomMade?.();
  }
}
