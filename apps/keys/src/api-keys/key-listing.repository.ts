import { rows, type Transaction } from '#libs/database';
import { EXPIRING_MS, type Status } from '../credentials/index.js';
import type { PageAsked } from '../http/index.js';
import type { ApiKey } from './api-key.js';
import { SELECT_KEY, toApiKey, type ApiKeyRow } from './api-key.row.js';

/** Which keys of a workspace are asked for. */
export interface KeyFilter {
  readonly workspaceId: string;
  /** Without one: every key that is not revoked. */
  readonly status?: Status | undefined;
  /** Only keys that are no longer valid at this instant. */
  readonly expiresBefore?: Date | undefined;
  /** Only keys with this in name, description or last four characters; every character means itself. */
  readonly q?: string | undefined;
}

/** A condition of a filter with the values it adds; `$` stands for the number of the first of them. */
type Condition = readonly [sql: string, ...values: unknown[]];

/** Lists the rows of `keys.api_keys`. */
export class KeyListingRepository {
  /** How many keys the filter meets as of `now`. */
  async count(tx: Transaction, filter: KeyFilter, now: Date): Promise<number> {
    const { where, parameters } = matching(filter, now);
    const [answer] = await rows<{ total: number }>(tx, {
      sql: `SELECT count(*)::int AS total FROM keys.api_keys k ${where}`,
      parameters,
    });
    return answer?.total ?? 0;
  }

  /** One page of the keys the filter meets as of `now`, newest first. */
  async page(tx: Transaction, filter: KeyFilter & PageAsked, now: Date): Promise<ApiKey[]> {
    const { where, parameters } = matching(filter, now);
    const place = parameters.length;
    const sql = `
      ${SELECT_KEY} ${where} ORDER BY k.created_at DESC, k.cid
      LIMIT $${place + 1} OFFSET $${place + 1}::bigint * $${place + 2}::bigint`;
    const found = await rows<ApiKeyRow>(tx, { sql, parameters: [...parameters, filter.pageSize, filter.page] });
    return found.map(toApiKey);
  }
}

function matching(filter: KeyFilter, now: Date): { readonly where: string; readonly parameters: readonly unknown[] } {
  const conditions: Condition[] = [['k.workspace_id = $', filter.workspaceId], ...statusIs(filter.status, now)];
  if (filter.expiresBefore) conditions.push(['k.expires_at <= $', filter.expiresBefore]);
  if (filter.q) conditions.push([`strpos(lower(concat_ws(E'\\n', k.name, k.description, k.last4)), lower($)) > 0`, filter.q]);
  const parameters: unknown[] = [];
  const clauses = conditions.map(([sql, ...values]) => {
    parameters.push(...values);
    return sql.replace('$', `$${parameters.length}`);
  });
  return { where: `WHERE ${clauses.join(' AND ')}`, parameters };
}

/** The same cuts as `statusAt` makes. */
function statusIs(status: Status | undefined, now: Date): readonly Condition[] {
  if (status === 'REVOKED') return [['k.revoked_at IS NOT NULL']];
  const soon = new Date(now.getTime() + EXPIRING_MS);
  const cuts: Record<Exclude<Status, 'REVOKED'>, readonly Condition[]> = {
    ACTIVE: [[`coalesce(k.expires_at, 'infinity') > $`, soon]],
    EXPIRING: [
      ['k.expires_at > $', now],
      ['k.expires_at <= $', soon],
    ],
    EXPIRED: [['k.expires_at <= $', now]],
  };
  return [['k.revoked_at IS NULL'], ...(status ? cuts[status] : [])];
}
