import type { CredentialKind } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import { EXPIRING_MS, type Status } from '../credentials/index.js';

/** How many credentials stand how. */
export interface CountedCredentials {
  readonly kind: CredentialKind;
  readonly status: Exclude<Status, 'REVOKED'>;
  readonly count: number;
}

/** A credential that ends soon. */
export interface EndingCredential {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly expiresAt: Date;
}

/** Counts credentials of all workspaces for the metrics. */
export class ExpiryFiguresRepository {
  /** Everything that is not revoked, by the same cuts as `statusAt` makes at `now`. */
  counts(tx: Transaction, now: Date): Promise<CountedCredentials[]> {
    const sql = `
      SELECT kind, CASE WHEN expires_at <= $1 THEN 'EXPIRED' WHEN expires_at <= $2 THEN 'EXPIRING' ELSE 'ACTIVE' END AS status,
             count(*)::int AS count
      FROM (${unrevoked}) c GROUP BY 1, 2`;
    return rows(tx, { sql, parameters: [now, new Date(now.getTime() + EXPIRING_MS)] });
  }

  /** Those that end next after `now`. What has a successor is on its way out, and left out. */
  soonest(tx: Transaction, { now, limit }: { readonly now: Date; readonly limit: number }): Promise<EndingCredential[]> {
    const sql = `
      SELECT kind, id, expires_at AS "expiresAt" FROM (${unrevoked}) c
      WHERE expires_at > $1 AND successor IS NULL ORDER BY expires_at, id LIMIT $2`;
    return rows(tx, { sql, parameters: [now, limit] });
  }
}

const unrevoked = `
  SELECT 'apiKey' AS kind, cid AS id, expires_at, replaced_by AS successor FROM keys.api_keys WHERE revoked_at IS NULL
  UNION ALL
  SELECT 'personalToken', id, expires_at, NULL FROM keys.personal_tokens WHERE revoked_at IS NULL
  UNION ALL
  SELECT 'secret', id, expires_at, NULL FROM keys.secrets WHERE revoked_at IS NULL`;
