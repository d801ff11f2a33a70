import type { Clock } from '#libs/kernel';
import type { LastUses } from '../last-uses/index.js';
import type { FirstUses } from './first-uses.js';
import type { KnownCredential } from './known-credential.js';

/** Who used a credential, as far as is known. */
export interface Bearer {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

interface UsesParts {
  readonly firstUses: FirstUses;
  readonly lastUses: LastUses;
  readonly clock: Clock;
}

/** What is made of a credential's being let in. Nobody waits for it. */
export class Uses {
  constructor(private readonly parts: UsesParts) {}

  note(credential: KnownCredential, { address, userAgent }: Bearer): void {
    const { firstUses, lastUses, clock } = this.parts;
    lastUses.note(credential.id, { at: clock.now(), address: address ?? null, userAgent: userAgent ?? null });
    firstUses.note(credential);
  }
}
