import type { Transactions } from '#libs/database';
import { DomainError, type Clock, type IdMaker } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { Journal } from '../journal/index.js';
import { PlainKey, type KeyHasher, type RandomBytes } from '../key-material/index.js';
import type { TokenOwners } from '../personal-tokens/index.js';
import type { UsersService } from '../users/index.js';
import type { CalendarFeed, MadeFeed } from './calendar-feed.js';
import type { CalendarFeedsRepository, FeedOwner } from './calendar-feeds.repository.js';
import type { MakeFeed } from './dto/make-feed.dto.js';

interface CalendarFeedsServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly feeds: CalendarFeedsRepository;
  readonly owners: TokenOwners;
  readonly users: UsersService;
  readonly journal: Journal;
  readonly hasher: KeyHasher;
  readonly makeId: IdMaker;
  readonly random: RandomBytes;
}

/** What users can do with their own calendar feeds, and whoever manages users with those of others: one transaction per verb. */
export class CalendarFeedsService {
  constructor(private readonly parts: CalendarFeedsServiceParts) {}

  /** Makes a feed of the principal's user. FORBIDDEN for an API key that sees less than its owner: by the feed it would see more. */
  make(principal: Principal, { name = 'Calendar feed' }: MakeFeed): Promise<MadeFeed> {
    const { transactions, clock, owners, feeds, hasher, journal, makeId, random } = this.parts;
    return transactions.run(async (tx) => {
      const { id: userId, workspaceId } = await owners.behind(tx, principal);
      const token = PlainKey.make(random, 'calendarFeed');
      const feed: CalendarFeed = { id: makeId('fd'), workspaceId, userId, name, createdAt: clock.now() };
      await feeds.insert(tx, feed, hasher.hash(token));
      await journal.note(tx, { by: principal, action: 'CREATE', objectType: 'CALENDAR_FEED', objectIdentifier: feed.id });
      return { feed, token };
    });
  }

  /** One page of the user's own feeds, newest first, and how many there are. */
  async list(principal: Principal, asked: PageAsked): Promise<ListedFeeds> {
    return this.page(await this.parts.owners.behind(this.parts.transactions.reading, principal), asked);
  }

  /** One page of the feeds of a user of the principal's workspace, here or deactivated. NOT_FOUND for anybody else. */
  async listOf(principal: Principal, userId: string, asked: PageAsked): Promise<ListedFeeds> {
    return this.page(await this.parts.users.get(principal, userId), asked);
  }

  /**
   * Revokes a feed of the user's own, or, for whoever manages users, of anybody in the workspace: nothing is at its address from
   * the moment this resolves. A second time it is NOT_FOUND.
   */
  revoke(principal: Principal, id: string): Promise<void> {
    const { transactions, clock, owners, feeds, journal } = this.parts;
    return transactions.run(async (tx) => {
      const { workspaceId } = principal;
      const userId = principal.permissions.has('Manage users') ? null : (await owners.behind(tx, principal)).id;
      const isRevoked = ID.test(id) && (await feeds.revoke(tx, { id, workspaceId, userId }, clock.now()));
      if (!isRevoked) throw new DomainError('NOT_FOUND', 'There is no calendar feed with this id.');
      await journal.note(tx, { by: principal, action: 'DELETE', objectType: 'CALENDAR_FEED', objectIdentifier: id });
    });
  }

  private async page(owner: FeedOwner, asked: PageAsked): Promise<ListedFeeds> {
    const { feeds, transactions } = this.parts;
    const { reading } = transactions;
    const [total, page] = await Promise.all([feeds.count(reading, owner), feeds.page(reading, owner, asked)]);
    return { feeds: page, total };
  }
}

/** One page of feeds, and how many there are. */
interface ListedFeeds {
  readonly feeds: readonly CalendarFeed[];
  readonly total: number;
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const ID = /^fd[0-9a-f]{16}$/;
