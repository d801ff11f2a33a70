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
    const sql = `SELECT count(*)::int AS total FROM (${held}) c WHERE ${wanted}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters: parametersOf(filter) });
    return answer?.total ?? 0;
  }

  async slice(tx: Transaction, filter: InventoryFilter, { limit, offset = 0, after }: Slice): Promise<InventoryItem[]> {
    const sql = `
      SELECT c.*, u.email, u.name AS owner_name FROM (${held}) c JOIN keys.users u ON u.id = c.owner_id
      WHERE ${wanted} AND ($9::text IS NULL OR (coalesce(c.expires_at, 'infinity'), c.id) > ($8::timestamptz, $9))
      ORDER BY coalesce(c.expires_at, 'infinity'), c.id LIMIT $10 OFFSET $11`;
    const place = [after?.expiration?.expiresAt ?? 'infinity', after?.id ?? null];
    const parameters = [...parametersOf(filter), ...place, limit, offset];
    return (await rows<InventoryRow>(tx, { sql, parameters })).map(toItem);
  }

  /** Those that end after `now`, soonest first. What has a successor is on its way out, and left out. */
  async expiring(tx: Transaction, visibility: Visibility, { now, limit }: NextAsked): Promise<ExpiringItem[]> {
    const given = parametersOf({ visibility });
    const sql = `
      SELECT c.*, u.email, u.name AS owner_name FROM (${held}) c JOIN keys.users u ON u.id = c.owner_id
      WHERE ${wanted} AND c.expires_at > $${given.length + 1} AND c.replaced_by IS NULL
      ORDER BY c.expires_at, c.id LIMIT $${given.length + 2}`;
    const found = await rows<InventoryRow>(tx, { sql, parameters: [...given, now, limit] });
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

/** The columns of an expiration, and of which version of the credential it is. */
const expiration =
  'expiration_precision, expiration_date::text, expiration_time_zone, expires_at, expiration_set_at, version, updated_at';

/** Every credential of workspace $1 that is not revoked, of the kinds that $2 to $5 open. */
const held = `
  SELECT 'apiKey' AS kind, cid AS id, name, description, NULL AS tag, last4, owner_id, created_at, replaced_by, ${expiration}
  FROM keys.api_keys WHERE workspace_id = $1 AND revoked_at IS NULL AND $2
  UNION ALL
  SELECT 'personalToken', id, name, description, NULL, last4, user_id, created_at, NULL, ${expiration}
  FROM keys.personal_tokens WHERE workspace_id = $1 AND revoked_at IS NULL AND ($3 OR user_id = $4)
  UNION ALL
  SELECT 'secret', id, name, NULL, tag, NULL, owner_id, created_at, NULL, ${expiration}
  FROM keys.secrets WHERE workspace_id = $1 AND revoked_at IS NULL AND $5`;

const wanted = `($6::text IS NULL OR c.kind = $6) AND ($7::timestamptz IS NULL OR c.expires_at <= $7)`;

function parametersOf({ visibility, kind, expiresBefore }: InventoryFilter): unknown[] {
  const { workspaceId, apiKeys, secrets, tokensOf } = visibility;
  const [everyones, userId] = tokensOf === 'everyone' ? [true, null] : [false, tokensOf?.userId ?? null];
  return [workspaceId, apiKeys, everyones, userId, secrets, kind ?? null, expiresBefore ?? null];
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
