import { DomainError } from '#libs/kernel';
import type { KnownAllowlists } from './known-allowlists.js';

/** A request from an address that its workspace does not let in. */
class ForbiddenAddress extends DomainError {
  constructor(address: string) {
    super('FORBIDDEN', 'Forbidden IP address', `${address} is in no IP allowlist that would let it in.`);
  }
}

/** Keeps out the addresses that nobody wants in. Every method throws FORBIDDEN. */
export class IpGate {
  constructor(private readonly known: KnownAllowlists) {}

  /** Before anything is known of the caller: refuses an address that no workspace would let in. */
  async assertWelcomeSomewhere(address: string): Promise<void> {
    const sets = await this.known.sets();
    // Before the first workspace is made there is nobody to keep out, and nothing to get at.
    if (sets.size === 0) return;
    for (const set of sets.values()) if (set === null || set.includes(address)) return;
    throw new ForbiddenAddress(address);
  }

  /** Once the caller is known: refuses an address that their own workspace does not let in. */
  async assertWelcomeIn(workspaceId: string, address: string): Promise<void> {
    const set = (await this.known.sets()).get(workspaceId);
    if (set && !set.includes(address)) throw new ForbiddenAddress(address);
  }
}
