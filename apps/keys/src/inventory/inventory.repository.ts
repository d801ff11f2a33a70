import type { CredentialKind } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import { toExpiration, type ExpirationColumns } from '../credentials/index.js';
import type { Visibility } from './visibility.js';
import type { ExpiringItem, InventoryItem } from './inventory-item.js';

/** Which credentials are asked for, soonest expiration first. */
export interface InventoryFilter {
  readonly visibility: Visibility;
  readonly kind?: CredentialKind | undefined;
  /** Only those that are no longer valid at this instant. */
  readonly expiresBefore?: Date | undefined;
}

/** Which part of them: some from a place on, or the first after an item. */
export interface Slice {
  readonly limit: number;
  readonly offset?: number;
  readonly after?: InventoryItem | undefined;
}

/** Reads all kinds of credential together; whatever is revoked is left out. */
export class InventoryRepository {
  async count(tx: Transaction, filter: InventoryFilter): Promise<number> {
    const sql = `SELECT count(*)::int AS total FROM (${kinds.join(' UNION ALL ')}) c WHERE ${ENDING}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: parametersOf(filter) });
    return answer?.total ?? 0;
  }

  async slice(tx: Transaction, filter: InventoryFilter, { limit, offset = 0, after }: Slice): Promise<InventoryItem[]> {
    const sql = firstOf({ condition: '(ends_at, id) > ($7::timestamptz, $8::text)', limit: '$9::bigint', offset: '$10::bigint' });
    const place = after ? [after.expiration?.expiresAt ?? 'infinity', after.id] : ['-infinity', ''];
    const parameters = [...parametersOf(filter), ...place, limit, offset];
    return (await rows<InventoryRow>(tx, { sql, parameters })).map(toItem);
  }

  /** Those that end after `now`, soonest first. What has a successor is on its way out, and left out. */
  async expiring(tx: Transaction, visibility: Visibility, { now, limit }: NextAsked): Promise<ExpiringItem[]> {
    const ahead = `ends_at > $7::timestamptz AND ends_at < 'infinity' AND replaced_by IS NULL`;
    const sql = firstOf({ condition: ahead, limit: '$8::bigint', offset: '0' });
    const found = await rows<InventoryRow>(tx, { sql, parameters: [...parametersOf({ visibility }), now, limit] });
    return found.map(toItem).filter((item): item is ExpiringItem => item.expiration !== null);
  }
}

/** How many of the next expirations are asked for. */
export interface NextAsked {
  readonly now: Date;
  readonly limit: number;
}

interface InventoryRow extends ExpirationColumns {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly tag: string | null;
  readonly last4: string | null;
  readonly owner_id: string;
  readonly email: string;
  readonly owner_name: string;
  readonly created_at: Date;
  readonly replaced_by: string | null;
  readonly version: number;
  readonly updated_at: Date;
}

/** The columns of an expiration, in the words of the indexes when it is, and of which version of the credential it is. */
const expiration = `
  expiration_precision, expiration_date::text, expiration_time_zone, expires_at, coalesce(expires_at, 'infinity') AS ends_at,
  expiration_set_at, version, updated_at`;

/** Every credential of workspace $1 that is not revoked, of the kinds that $2 to $5 open. Each is in the order of an index. */
const kinds = [
  `SELECT 'apiKey' AS kind, cid AS id, name, description, NULL AS tag, last4, owner_id, created_at, replaced_by, ${expiration}
   FROM keys.api_keys WHERE workspace_id = $1 AND revoked_at IS NULL AND $2`,
  `SELECT 'personalToken' AS kind, id, name, description, NULL AS tag, last4, user_id AS owner_id, created_at,
          NULL AS replaced_by, ${expiration}
   FROM keys.personal_tokens WHERE workspace_id = $1 AND revoked_at IS NULL AND ($3 OR user_id = $4)`,
  `SELECT 'secret' AS kind, id, name, NULL AS description, tag, NULL AS last4, owner_id, created_at,
          NULL AS replaced_by, ${expiration}
   FROM keys.secrets WHERE workspace_id = $1 AND revoked_at IS NULL AND $5`,
] as const;

/** Those that are no longer valid at $6. What never ends is valid at any instant, and there at `infinity`. */
const ENDING = 'ends_at <= $6::timestamptz';

/** SQL, each of them. */
interface Part {
  readonly condition: string;
  readonly limit: string;
  readonly offset: string;
}

/**
 * The first ones that meet a condition, soonest expiration first. They are among the first of each kind, and these are all that
 * is read: a limit around the whole would read the whole, each time.
 */
function firstOf({ condition, limit, offset }: Part): string {
  const firstOfEach = kinds.map(
    (kind) => `
      (SELECT * FROM (${kind}) k WHERE ${ENDING} AND ${condition} ORDER BY ends_at, id LIMIT ${limit} + ${offset})`,
  );
  return `
    SELECT c.*, u.email, u.name AS owner_name FROM
      (SELECT * FROM (${firstOfEach.join(' UNION ALL ')}) every ORDER BY ends_at, id LIMIT ${limit} OFFSET ${offset}) c
    JOIN keys.users u ON u.id = c.owner_id ORDER BY c.ends_at, c.id`;
}

function parametersOf({ visibility, kind: only, expiresBefore }: InventoryFilter): unknown[] {
  const { workspaceId, apiKeys, secrets, tokensOf } = visibility;
  const isWanted = (kind: CredentialKind) => only === undefined || only === kind;
  const tokens = isWanted('personalToken') ? tokensOf : null;
  const [everyones, userId] = tokens === 'everyone' ? [true, null] : [false, tokens?.userId ?? null];
  const [wantsKeys, wantsSecrets] = [apiKeys && isWanted('apiKey'), secrets && isWanted('secret')];
  return [workspaceId, wantsKeys, everyones, userId, wantsSecrets, expiresBefore ?? 'infinity'];
}

function toItem(row: InventoryRow): InventoryItem {
  const { kind, id, name, description, tag, last4, owner_id, email, owner_name, created_at, replaced_by } = row;
  return {
    kind,
    id,
    name,
    description,
    tag,
    last4,
    owner: { id: owner_id, email, name: owner_name },
    createdAt: created_at,
    expiration: toExpiration(row),
    revokedAt: null,
    replacedBy: replaced_by,
    version: row.version,
    updatedAt: row.updated_at,
  };
}
