import type { Transaction, Transactions } from '#libs/database';
import { UTC, type Clock } from '#libs/kernel';
import { endingBy, type Expiration } from '../../credentials/index.js';
import { nextVersion, type ApiKey } from '../api-key.js';
import type { ApiKeysRepository, KeyOfWorkspace } from '../api-keys.repository.js';
import type { KeyEvents } from '../key-events.js';

interface RetirementParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly keys: ApiKeysRepository;
  readonly events: KeyEvents;
}

/** How many keys one use looks at; keys that were replaced before those keep their grace, which has an end of its own. */
const LONGEST_LINE = 20;

/** Ends the grace of keys by evidence: their successors are in use. */
export class Retirement {
  constructor(private readonly parts: RetirementParts) {}

  /**
   * Ends the grace of the key that this one replaces, if its first use is to, and turns that off. Where that key was itself to
   * retire another and never was used, the other one's grace ends too: the line has been taken over further down. May be told
   * of one use by any number of nodes, any number of times; the first changes something.
   */
  retirePredecessorsOf(used: KeyOfWorkspace): Promise<void> {
    const { transactions, clock, keys, events } = this.parts;
    return transactions.run(async (tx) => {
      const line = await this.lineOf(tx, used);
      const now = clock.now();
      for (const key of line) {
        const expiration = key === line[0] ? key.expiration : endedAt(now, key);
        if (key.revokedAt || (!key.retiresOnUse && expiration === key.expiration)) continue;
        const changed = nextVersion(key, { retiresOnUse: false, expiration, updatedAt: now });
        await keys.update(tx, changed);
        await events.updated(tx, { kind: 'system', workspaceId: key.workspaceId }, changed);
      }
    });
  }

  /**
   * The key that was used and those that end with its use, newest first, locked in that order. Empty if it was revoked in the
   * meantime: whoever did that wants the old one back.
   */
  private async lineOf(tx: Transaction, { cid, workspaceId }: KeyOfWorkspace): Promise<readonly ApiKey[]> {
    const line: ApiKey[] = [];
    for (let next: string | null = cid; next !== null && line.length < LONGEST_LINE;) {
      const key: ApiKey | undefined = await this.parts.keys.find(tx, { cid: next, workspaceId }, { lock: true });
      const successor = line.at(-1);
      // A key that was rotated again has another successor now, and ends with that one.
      if (!key || (successor ? key.replacedBy !== successor.cid : key.revokedAt)) break;
      line.push(key);
      next = key.retiresOnUse ? key.replaces : null;
    }
    return line;
  }
}

function endedAt(now: Date, { expiration }: ApiKey): Expiration {
  return endingBy(now, expiration, { zone: UTC, now });
}
