import { rows, type Transaction } from '#libs/database';
import { localTimeAt, zoneHere } from '#libs/kernel';
import { toExpiration, type ExpirationColumns } from '../credentials/index.js';
import type { PageAsked } from '../http/index.js';
import type { SecurityPolicy } from './domain/security-policy.js';
import type { Violation } from './domain/violation.js';
import type { Violator, ViolatorCounts, ViolatorKind } from './violator.js';

/** In whose eyes, and when: the policy of a workspace that requires expirations. */
export interface StrictPolicy {
  readonly workspaceId: string;
  readonly maximumLifetimeDays: SecurityPolicy['maximumLifetimeDays'];
  readonly now: Date;
}

/** Finds the credentials of which `violationOf` would complain. */
export class ViolationsRepository {
  async count(tx: Transaction, policy: StrictPolicy): Promise<ViolatorCounts> {
    const sql = `${violators} SELECT kind, count(*)::int AS total FROM violators WHERE violation IS NOT NULL GROUP BY kind`;
    const counts = await rows<{ kind: ViolatorKind; total: number }>(tx, { sql, parameters: await parametersOf(tx, policy) });
    const of = (kind: ViolatorKind) => counts.find((count) => count.kind === kind)?.total ?? 0;
    return { API_KEY: of('API_KEY'), PERSONAL_API_KEY: of('PERSONAL_API_KEY') };
  }

  /** One page of them, newest first. */
  async page(tx: Transaction, policy: StrictPolicy, { page, pageSize }: PageAsked): Promise<Violator[]> {
    const sql = `
      ${violators}
      SELECT v.*, u.email, u.name AS owner_name FROM violators v JOIN keys.users u ON u.id = v.owner_id
      WHERE v.violation IS NOT NULL ORDER BY v.created_at DESC, v.id LIMIT $6 OFFSET $6::bigint * $7::bigint`;
    const parameters = [...(await parametersOf(tx, policy)), pageSize, page];
    return (await rows<ViolatorRow>(tx, { sql, parameters })).map(toViolator);
  }
}

const columns = `
  name, created_at, expiration_precision, expiration_date, expiration_time_zone, expires_at, expiration_set_at`;

/** All of workspace $1 that are valid at $2. */
const valid = `
  SELECT 'API_KEY' AS kind, cid AS id, owner_id, ${columns} FROM keys.api_keys
  WHERE workspace_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  UNION ALL
  SELECT 'PERSONAL_API_KEY', id, user_id, ${columns} FROM keys.personal_tokens
  WHERE workspace_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`;

/**
 * What is other than a policy of $3 days asks. Which day it is in each zone ($4, $5) was computed here: the database has a
 * calendar of its own, and may not even know the zone.
 */
const violators = `
  WITH today AS (SELECT * FROM unnest($4::text[], $5::date[]) AS today (zone, day)),
  violators AS (
    SELECT kind, id, owner_id, name, created_at, expiration_precision, expiration_date::text, expiration_time_zone, expires_at,
           expiration_set_at,
           CASE WHEN expires_at IS NULL THEN 'NO_EXPIRATION'
                WHEN expiration_precision = 'instant' AND expires_at > $2::timestamptz + $3::int * interval '24 hours'
                  OR expiration_precision = 'day' AND expiration_date - today.day > $3 THEN 'LIFETIME_TOO_LONG' END AS violation
    FROM (${valid}) c LEFT JOIN today ON today.zone = c.expiration_time_zone)`;

async function parametersOf(tx: Transaction, { workspaceId, now, maximumLifetimeDays }: StrictPolicy): Promise<unknown[]> {
  const sql = `SELECT DISTINCT expiration_time_zone AS zone FROM (${valid}) c WHERE expiration_time_zone IS NOT NULL`;
  const zones = (await rows<{ zone: string }>(tx, { sql, parameters: [workspaceId, now] })).map(({ zone }) => zone);
  return [workspaceId, now, maximumLifetimeDays, zones, zones.map((zone) => localTimeAt(now, zoneHere(zone)).date)];
}

interface ViolatorRow extends ExpirationColumns {
  readonly kind: ViolatorKind;
  readonly id: string;
  readonly name: string;
  readonly owner_id: string;
  readonly email: string;
  readonly owner_name: string;
  readonly created_at: Date;
  readonly violation: Violation;
}

function toViolator(row: ViolatorRow): Violator {
  const { kind, id, name, owner_id, email, owner_name, created_at, violation } = row;
  return {
    kind,
    id,
    name,
    owner: { id: owner_id, email, name: owner_name },
    createdAt: created_at,
    expiration: toExpiration(row),
    violation,
  };
}
