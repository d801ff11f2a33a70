import type { Transactions } from '#libs/database';
import { InvalidField } from '#libs/kernel';
import { AddressSet, parseAddressRange } from '../addresses/index.js';
import type { Principal } from '../authorization/index.js';
import type { Journal } from '../journal/index.js';
import type { AllowlistEntry } from './allowlist-entry.js';
import type { IpAllowlistRepository } from './ip-allowlist.repository.js';

interface IpAllowlistParts {
  readonly transactions: Transactions;
  readonly allowlists: IpAllowlistRepository;
  readonly journal: Journal;
}

/** A list that is to be set. */
export interface WantedAllowlist {
  readonly entries: readonly AllowlistEntry[];
  /** Whether it may leave out whoever sets it. */
  readonly force: boolean;
}

/** The addresses from which a workspace's credentials are accepted. */
export class IpAllowlistService {
  constructor(private readonly parts: IpAllowlistParts) {}

  entries({ workspaceId }: Principal): Promise<AllowlistEntry[]> {
    return this.parts.allowlists.entries(this.parts.transactions.reading, workspaceId);
  }

  /** Replaces the whole list. Throws {@link InvalidField} for one that would lock its own author out, unless forced. */
  replace(principal: Principal, { entries, force }: WantedAllowlist): Promise<readonly AllowlistEntry[]> {
    if (!force && !this.letsIn(principal, entries)) {
      const address = principal.address ?? 'unknown';
      throw new InvalidField(
        'entries',
        `would lock you out: your address is ${address}. Add it, or repeat this with ?force=true`,
      );
    }
    const { transactions, allowlists, journal } = this.parts;
    const { workspaceId } = principal;
    return transactions.run(async (tx) => {
      await allowlists.lock(tx, workspaceId);
      if (isSame(await allowlists.entries(tx, workspaceId), entries)) return entries;
      await allowlists.replace(tx, workspaceId, entries);
      const what = { action: 'UPDATE', objectType: 'IP_ALLOWLIST', objectIdentifier: workspaceId } as const;
      await journal.note(tx, { ...what, by: principal, affects: workspaceId });
      return entries;
    });
  }

  /** Whether these entries would let the principal's own address in. */
  letsIn({ address }: Principal, entries: readonly AllowlistEntry[]): boolean {
    if (entries.length === 0 || address === null) return true;
    return new AddressSet(entries.flatMap((entry) => parseAddressRange(entry.address) ?? [])).includes(address);
  }
}

function isSame(some: readonly AllowlistEntry[], others: readonly AllowlistEntry[]): boolean {
  const written = (entries: readonly AllowlistEntry[]) =>
    JSON.stringify(entries.map((entry) => [entry.address, entry.description]));
  return written(some) === written(others);
}
