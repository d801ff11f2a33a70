import type { Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import { networkOf } from '../addresses/index.js';
import { visibleTo, type InventoryService } from '../inventory/index.js';
import type { IpGate } from '../ip-allowlist/index.js';
import { PlainKey, type KeyHasher } from '../key-material/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { RolesService } from '../roles/index.js';
import type { User, WorkspacesService } from '../workspaces/index.js';
import type { CalendarFeed } from './calendar-feed.js';
import type { CalendarFeedsRepository } from './calendar-feeds.repository.js';
import { calendarOf } from './calendar.js';

/** How many events a calendar holds at most: the soonest. */
const MOST_EVENTS = 1_000;

interface CalendarServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly feeds: CalendarFeedsRepository;
  readonly hasher: KeyHasher;
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
  readonly inventory: InventoryService;
  readonly ipGate: IpGate;
  readonly rateLimits: RateLimits;
  readonly consoleUrl: string;
}

/** Shows calendars to whoever has their address. That is all it takes, so this stands guard itself, as before the API. */
export class CalendarService {
  constructor(private readonly parts: CalendarServiceParts) {}

  /**
   * The calendar of a token, with what its owner may see now. NOT_FOUND, always in the same words, for a token that never was
   * one, is revoked, or whose owner is not here any more; FORBIDDEN for an address that the IP allowlist keeps out. Guesses
   * count as failed authentications of their address, the rest as requests of their feed: beyond the limit TooManyRequests.
   */
  async show(token: string, address: string): Promise<string> {
    const { ipGate, rateLimits, inventory, roles, clock, consoleUrl, transactions } = this.parts;
    await ipGate.assertWelcomeSomewhere(address);
    const found = await this.find(token, address);
    if (!found) {
      rateLimits.count('address', networkOf(address));
      throw new DomainError('NOT_FOUND', 'There is no calendar at this address.');
    }
    const { feed, owner } = found;
    await ipGate.assertWelcomeIn(owner.workspaceId, address);
    rateLimits.count('credential', feed.id);
    const permissions = await roles.grantOf(transactions.reading, owner);
    const visibility = visibleTo({ kind: 'calendarFeed', workspaceId: owner.workspaceId, userId: owner.id, permissions });
    const items = await inventory.expiring(visibility, { now: clock.now(), limit: MOST_EVENTS });
    return calendarOf(items, { name: feed.name, consoleUrl });
  }

  /** A token whose checksum is wrong is not looked up. */
  private async find(token: string, address: string): Promise<{ readonly feed: CalendarFeed; readonly owner: User } | undefined> {
    const { feeds, hasher, workspaces, transactions, rateLimits } = this.parts;
    const plain = PlainKey.parse(token);
    if (plain?.kind !== 'calendarFeed') return undefined;
    const look = () => feeds.findByToken(transactions.reading, hasher.candidates(plain));
    const feed = await rateLimits.look(networkOf(address), look);
    if (!feed) return undefined;
    const owner = await workspaces.user(transactions.reading, feed.userId);
    return owner.status === 'ACTIVE' ? { feed, owner } : undefined;
  }
}
