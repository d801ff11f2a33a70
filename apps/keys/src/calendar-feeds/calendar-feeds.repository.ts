import { rows, type Transaction } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { HashedKey } from '../key-material/index.js';
import type { User } from '../workspaces/index.js';
import type { CalendarFeed } from './calendar-feed.js';

/** Whose feeds are looked at. */
export type FeedOwner = Pick<User, 'id' | 'workspaceId'>;

/** A feed of a workspace: one of this user's, or of whomever (`null`). */
export interface FeedAmong {
  readonly id: string;
  readonly workspaceId: string;
  readonly userId: string | null;
}

const SELECT_FEED = `
  SELECT id, workspace_id AS "workspaceId", user_id AS "userId", name, created_at AS "createdAt" FROM keys.calendar_feeds`;

/** A user's own, unless revoked. */
const OWN = 'user_id = $1 AND workspace_id = $2 AND revoked_at IS NULL';

/** The rows of `keys.calendar_feeds`. */
export class CalendarFeedsRepository {
  async insert(tx: Transaction, feed: CalendarFeed, { hash, pepperId }: HashedKey): Promise<void> {
    const sql = `
      INSERT INTO keys.calendar_feeds (id, workspace_id, user_id, name, created_at, token_hash, pepper_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`;
    const { id, workspaceId, userId, name, createdAt } = feed;
    await rows(tx, { sql, parameters: [id, workspaceId, userId, name, createdAt, hash, pepperId] });
  }

  /** The feed whose token has one of these hashes, unless it was revoked. */
  async findByToken(tx: Transaction, candidates: readonly HashedKey[]): Promise<CalendarFeed | undefined> {
    const sql = `${SELECT_FEED} WHERE token_hash = ANY($1::bytea[]) AND revoked_at IS NULL`;
    const [feed] = await rows<CalendarFeed>(tx, { sql, parameters: [candidates.map(({ hash }) => hash)] });
    return feed;
  }

  async count(tx: Transaction, owner: FeedOwner): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM keys.calendar_feeds WHERE ${OWN}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: [owner.id, owner.workspaceId] });
    return answer?.total ?? 0;
  }

  /** One page of the owner's feeds, newest first. */
  page(tx: Transaction, owner: FeedOwner, { page, pageSize }: PageAsked): Promise<CalendarFeed[]> {
    const sql = `${SELECT_FEED} WHERE ${OWN} ORDER BY created_at DESC, id LIMIT $3 OFFSET $3::bigint * $4::bigint`;
    return rows(tx, { sql, parameters: [owner.id, owner.workspaceId, pageSize, page] });
  }

  /** Revokes a feed; `false` if there is no such feed, or no longer. */
  async revoke(tx: Transaction, { id, workspaceId, userId }: FeedAmong, at: Date): Promise<boolean> {
    const sql = `
      UPDATE keys.calendar_feeds SET revoked_at = $4
      WHERE id = $1 AND workspace_id = $2 AND user_id = coalesce($3, user_id) AND revoked_at IS NULL RETURNING id`;
    return (await rows(tx, { sql, parameters: [id, workspaceId, userId, at] })).length > 0;
  }
}
