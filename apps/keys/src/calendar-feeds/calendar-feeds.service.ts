import type { Transactions } from '#libs/database';
import { DomainError, type Clock, type IdMaker } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { Journal } from '../journal/index.js';
import { PlainKey, type KeyHasher, type RandomBytes } from '../key-material/index.js';
import type { TokenOwners } from '../personal-tokens/index.js';
import type { CalendarFeed, MadeFeed } from './calendar-feed.js';
import type { CalendarFeedsRepository } from './calendar-feeds.repository.js';
import type { MakeFeed } from './dto/make-feed.dto.js';

interface CalendarFeedsServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly feeds: CalendarFeedsRepository;
  readonly owners: TokenOwners;
  readonly journal: Journal;
  readonly hasher: KeyHasher;
  readonly makeId: IdMaker;
  readonly random: RandomBytes;
}

/** What users can do with their own calendar feeds: one transaction per verb. */
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
  async list(
    principal: Principal,
    asked: PageAsked,
  ): Promise<{ readonly feeds: readonly CalendarFeed[]; readonly total: number }> {
    const { feeds, owners } = this.parts;
    const { reading } = this.parts.transactions;
    const owner = await owners.behind(reading, principal);
    const [total, page] = await Promise.all([feeds.count(reading, owner), feeds.page(reading, owner, asked)]);
    return { feeds: page, total };
  }

  /** Revokes a feed of the user's own: nothing is at its address from the moment this resolves. A second time it is NOT_FOUND. */
  revoke(principal: Principal, id: string): Promise<void> {
    const { transactions, clock, owners, feeds, journal } = this.parts;
    return transactions.run(async (tx) => {
      const owner = await owners.behind(tx, principal);
      const isRevoked = ID.test(id) && (await feeds.revoke(tx, owner, { id, at: clock.now() }));
      if (!isRevoked) throw new DomainError('NOT_FOUND', 'There is no calendar feed with this id.');
      await journal.note(tx, { by: principal, action: 'DELETE', objectType: 'CALENDAR_FEED', objectIdentifier: id });
    });
  }
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const ID = /^fd[0-9a-f]{16}$/;
