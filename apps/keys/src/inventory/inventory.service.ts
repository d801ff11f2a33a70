import type { Transactions } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { InventoryItem } from './inventory-item.js';
import type { InventoryFilter, InventoryRepository } from './inventory.repository.js';
import type { NextReminders } from '../reminders/index.js';

/** A credential, and when people are next reminded of it (ISO instant). */
export interface ListedCredential extends InventoryItem {
  readonly nextReminder: string | undefined;
}

interface InventoryServiceParts {
  readonly transactions: Transactions;
  readonly inventory: InventoryRepository;
  readonly reminders: NextReminders;
}

/** How many credentials are read at a time when all of them are asked for. */
const CHUNK = 1_000;

/** All credentials that somebody may see, whatever their kind, soonest expiration first. */
export class InventoryService {
  constructor(private readonly parts: InventoryServiceParts) {}

  /** One page, and how many there are. */
  async page(
    filter: InventoryFilter,
    { page, pageSize }: PageAsked,
  ): Promise<{ readonly credentials: readonly ListedCredential[]; readonly total: number }> {
    const { inventory, transactions } = this.parts;
    const [total, items] = await Promise.all([
      inventory.count(transactions.reading, filter),
      inventory.slice(transactions.reading, filter, { limit: pageSize, offset: page * pageSize }),
    ]);
    return { total, credentials: await this.withReminders(items) };
  }

  /** All of them, read bit by bit: what changes meanwhile may be missed or shown as it was. */
  async *all(filter: InventoryFilter): AsyncGenerator<ListedCredential, void, undefined> {
    const { inventory, transactions } = this.parts;
    let after: InventoryItem | undefined;
    do {
      const items = await inventory.slice(transactions.reading, filter, { limit: CHUNK, after });
      yield* await this.withReminders(items);
      after = items.length === CHUNK ? items.at(-1) : undefined;
    } while (after);
  }

  private async withReminders(items: readonly InventoryItem[]): Promise<readonly ListedCredential[]> {
    const due = await this.parts.reminders.of(items.filter(({ expiration }) => expiration).map(({ id }) => id));
    return items.map((item) => ({ ...item, nextReminder: due[item.id] }));
  }
}
