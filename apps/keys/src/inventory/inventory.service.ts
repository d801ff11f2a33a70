import type { Transactions } from '#libs/database';
import type { Activity, ActivityService } from '../activity/index.js';
import type { PageAsked } from '../http/index.js';
import type { ExpiringItem, InventoryItem } from './inventory-item.js';
import type { InventoryFilter, InventoryRepository, NextAsked } from './inventory.repository.js';
import type { Visibility } from './visibility.js';

/** A credential, who uses it, and when people are next reminded of it. */
export interface ListedCredential extends InventoryItem {
  readonly activity: Activity | undefined;
}

interface InventoryServiceParts {
  readonly transactions: Transactions;
  readonly inventory: InventoryRepository;
  readonly activity: Pick<ActivityService, 'of'>;
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
    return { total, credentials: await this.withActivity(items) };
  }

  /** All of them, read bit by bit: what changes meanwhile may be missed or shown as it was. */
  async *all(filter: InventoryFilter): AsyncGenerator<ListedCredential, void, undefined> {
    const { inventory, transactions } = this.parts;
    let after: InventoryItem | undefined;
    do {
      const items = await inventory.slice(transactions.reading, filter, { limit: CHUNK, after });
      yield* await this.withActivity(items);
      after = items.length === CHUNK ? items.at(-1) : undefined;
    } while (after);
  }

  /** The next ones to end of those that somebody may see, soonest first; what has a successor is left out. */
  expiring(visibility: Visibility, asked: NextAsked): Promise<readonly ExpiringItem[]> {
    return this.parts.inventory.expiring(this.parts.transactions.reading, visibility, asked);
  }

  private async withActivity(items: readonly InventoryItem[]): Promise<readonly ListedCredential[]> {
    const activity = await this.parts.activity.of(items);
    return items.map((item) => ({ ...item, activity: activity.get(item.id) }));
  }
}
