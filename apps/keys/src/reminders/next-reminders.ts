import type { Bus } from '#libs/messaging';
import type { Clock } from '#libs/kernel';

/** How many credentials are asked about at once. */
const AT_ONCE = 1_000;

/** For how long, in milliseconds, nobody is asked again after nobody answered. */
const SILENCE_MS = 5_000;

/**
 * When the next reminder of each credential is due, as the scheduler says. It is a courtesy of lists: while the scheduler is
 * away nothing is said, and lists don't wait for it more than once in five seconds.
 */
export class NextReminders {
  private silentUntil = 0;

  constructor(
    private readonly bus: Pick<Bus, 'ask'>,
    private readonly clock: Clock,
  ) {}

  /** ISO instants by id; what has no coming reminder is left out. Never rejects. */
  async of(ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const due: Record<string, string> = {};
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      if (this.clock.now().getTime() < this.silentUntil) break;
      Object.assign(due, await this.ask(ids.slice(from, from + AT_ONCE)));
    }
    return due;
  }

  private async ask(cids: string[]): Promise<Readonly<Record<string, string>>> {
    try {
      return await this.bus.ask('reminders.next', { cids });
    } catch {
      this.silentUntil = this.clock.now().getTime() + SILENCE_MS;
      return {};
    }
  }
}
