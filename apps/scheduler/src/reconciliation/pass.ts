import type { CopiedKind } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import type { Difference } from './domain/comparison.js';
import type { FirstLook } from './first-look.service.js';
import type { Leftovers } from './leftovers.js';
import type { SecondLook } from './second-look.service.js';

/** In this order: what plans depend on comes before what is planned. */
const KINDS: readonly CopiedKind[] = ['notificationSettings', 'user', 'apiKey', 'personalToken', 'secret'];

/** How many differences are kept in mind before they are dealt with: a few megabytes. */
const MOST_DIFFERENCES = 50_000;

/** How many are looked at again in one step. */
const HEALED_AT_ONCE = 100;

interface PassParts {
  readonly firstLook: FirstLook;
  readonly secondLook: SecondLook;
  readonly clock: Clock;
  /** How long an event may be on its way. */
  readonly patienceMs: number;
}

/**
 * One comparison of all copies with the truth, in small steps. It is *looking*, page by page, until everything was seen or there
 * are many differences; then *waiting*, as most of them are events on their way; then *healing* what still differs; and then
 * looking again, from where it was, or over.
 */
export class Pass {
  private differences: (Difference & { readonly kind: CopiedKind })[] = [];
  private place: { readonly kind: CopiedKind; readonly after: string } | undefined = placeOf(KINDS[0]);
  /** When the differences are looked at again; absent while looking for them. */
  private secondLookAt: number | undefined;
  private left: Leftovers = { ahead: 0, unknown: 0, failed: 0 };

  constructor(private readonly parts: PassParts) {}

  /** What is left as it was, so far. */
  get leftovers(): Leftovers {
    return this.left;
  }

  /** Does the next step. Answers how many milliseconds to wait before another, or that the pass is over. */
  async step(): Promise<number | 'over'> {
    if (this.secondLookAt === undefined) {
      await this.look();
      return 0;
    }
    const wait = this.secondLookAt - this.parts.clock.now().getTime();
    if (wait > 0 && this.differences.length > 0) return wait;
    if (this.differences.length > 0) await this.heal();
    else if (this.place === undefined) return 'over';
    else this.secondLookAt = undefined;
    return 0;
  }

  private async look(): Promise<void> {
    if (this.place !== undefined) {
      const { kind, after } = this.place;
      const { differences, next } = await this.parts.firstLook.at(kind, after);
      this.differences.push(...differences.map((difference) => ({ ...difference, kind })));
      this.place = next === null ? placeOf(KINDS[KINDS.indexOf(kind) + 1]) : { kind, after: next };
    }
    if (this.place === undefined || this.differences.length >= MOST_DIFFERENCES)
      this.secondLookAt = this.parts.clock.now().getTime() + this.parts.patienceMs;
  }

  private async heal(): Promise<void> {
    const kind = this.differences[0]?.kind;
    if (kind === undefined) return;
    const next = this.differences.slice(0, HEALED_AT_ONCE).filter((difference) => difference.kind === kind);
    const { ahead, unknown, failed } = await this.parts.secondLook.at(kind, next);
    this.differences = this.differences.slice(next.length);
    this.left = { ahead: this.left.ahead + ahead, unknown: this.left.unknown + unknown, failed: this.left.failed + failed };
  }
}

function placeOf(kind: CopiedKind | undefined): { readonly kind: CopiedKind; readonly after: string } | undefined {
  return kind && { kind, after: '' };
}
