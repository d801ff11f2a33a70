import type { Transactions } from '#libs/database';
import type { LastUse, LastUses } from '../last-uses/index.js';
import type { NextReminders } from '../reminders/index.js';

/** As much of a credential as decides whether anybody is reminded of it. */
export interface WatchedCredential {
  readonly id: string;
  readonly expiration: object | null;
  readonly revokedAt: Date | null;
  readonly replacedBy?: string | null;
}

/** What goes on around a credential, as far as is known. */
export interface Activity {
  readonly lastUse?: LastUse | undefined;
  /** When people are next reminded of it (ISO instant). */
  readonly nextReminder?: string | undefined;
}

interface ActivityServiceParts {
  readonly transactions: Transactions;
  readonly lastUses: LastUses;
  readonly reminders: NextReminders;
}

/** Says who uses credentials, and when people hear of them. */
export class ActivityService {
  constructor(private readonly parts: ActivityServiceParts) {}

  /**
   * By id. However many there are: one question to the database and, while the scheduler answers, one to it for each
   * thousand. It is not asked about what nobody is reminded of: what never ends, is revoked, or has a successor.
   */
  async of(credentials: readonly WatchedCredential[]): Promise<ReadonlyMap<string, Activity>> {
    const { transactions, lastUses, reminders } = this.parts;
    const ids = credentials.map(({ id }) => id);
    const [uses, due] = await Promise.all([
      lastUses.of(transactions.reading, ids),
      reminders.of(credentials.filter(isReminded).map(({ id }) => id)),
    ]);
    return new Map(ids.map((id) => [id, { lastUse: uses.get(id), nextReminder: due[id] }]));
  }
}

function isReminded({ expiration, revokedAt, replacedBy = null }: WatchedCredential): boolean {
  return expiration !== null && revokedAt === null && replacedBy === null;
}
