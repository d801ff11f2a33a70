import { aCredential, expiresIn } from './events.setup.js';

/** Looks at the scheduler's tables as a superuser. */
interface Tables {
  query(sql: string, ...parameters: readonly unknown[]): Promise<unknown>;
}

/** Credentials of one workspace whose reminders of seven days before fall due at one instant. */
export interface Herd {
  readonly workspaceId: string;
  readonly count: number;
  /** How many users own them, in turn. */
  readonly owners: number;
  /** In how many milliseconds. */
  readonly dueInMs: number;
}

/** Puts a herd into the scheduler's tables as if it had heard of it. */
export async function plant(tables: Tables, { workspaceId, count, owners, dueInMs }: Herd): Promise<void> {
  const snapshot = JSON.stringify(aCredential({ workspaceId, expiration: expiresIn({ days: 7, ms: dueInMs }) }));
  await tables.query(
    `INSERT INTO scheduler.credentials (cid, workspace_id, version, snapshot, expiry, expires_at, event_id)
     SELECT $1 || n, $1, 1, $3::jsonb || jsonb_build_object('cid', $1 || n, 'name', $1 || n, 'owner', jsonb_build_object(
              'id', 'us' || (n % $4), 'name', 'Owner', 'email', $1 || '-' || (n % $4) || '@curfew.localhost')),
            'a day', ${EXPIRES_AT}, 'ev' || $1 || n
     FROM generate_series(1, $2::int) n`,
    workspaceId,
    count,
    snapshot,
    owners,
  );
  await tables.query(
    `INSERT INTO scheduler.reminders (cid, workspace_id, expiry, expires_at, lead_days, due_at, state)
     SELECT $1 || n, $1, 'a day', ${EXPIRES_AT}, 7, ${EXPIRES_AT} - interval '7 days', 'PLANNED'
     FROM generate_series(1, $2::int) n`,
    workspaceId,
    count,
    snapshot,
  );
}

const EXPIRES_AT = `($3::jsonb #>> '{expiration,expiresAt}')::timestamptz`;
