import type { Log } from '#libs/observability';
import type { KnownCredential } from './known-credential.js';

/**
 * Told that a key was used whose use ends the grace of the one it replaces (`retires`). It may be told of one key several
 * times, and by several nodes at once, until the key says that it retires nothing any more.
 */
export type FirstUseListener = (successor: KnownCredential) => Promise<void>;

/** How long a listener has, in milliseconds, before a further use is told again. */
const PATIENCE_MS = 10_000;

/** How many keys are remembered as told; beyond that all are forgotten, which costs a second telling. */
const MOST_REMEMBERED = 10_000;

interface FirstUsesParts {
  readonly log: Log;
  /** Milliseconds that only grow. */
  readonly monotonic: () => number;
}

/** Notices the first use of a successor, and tells whoever retires its predecessor: after the answer, never before it. */
export class FirstUses {
  private readonly listeners: FirstUseListener[] = [];
  private readonly toldAt = new Map<string, number>();

  constructor(private readonly parts: FirstUsesParts) {}

  onFirstUse(listener: FirstUseListener): void {
    this.listeners.push(listener);
  }

  /** Says that a credential was found VALID. Costs nothing unless it retires another. */
  note(credential: KnownCredential): void {
    if (credential.retires === null || this.wasToldLately(credential.id)) return;
    if (this.toldAt.size >= MOST_REMEMBERED) this.toldAt.clear();
    this.toldAt.set(credential.id, this.parts.monotonic());
    for (const listener of this.listeners) setImmediate(() => void this.tell(listener, credential));
  }

  private wasToldLately(id: string): boolean {
    const at = this.toldAt.get(id);
    return at !== undefined && this.parts.monotonic() - at < PATIENCE_MS;
  }

  private async tell(listener: FirstUseListener, credential: KnownCredential): Promise<void> {
    try {
      await listener(credential);
    } catch (error) {
      this.parts.log.error('The first use of a successor has not ended its predecessor; the next use tries again', error, {
        cid: credential.id,
      });
    }
  }
}
