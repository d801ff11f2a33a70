import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';

/** A credential that has expired. */
interface PassedExpiration {
  readonly snapshot: CredentialSnapshot;
  readonly expiresAt: Date;
}

interface PassedOptions {
  /** Credentials that a change is being worked in of. */
  readonly except: readonly string[];
  /** Since when there are changes that nobody has looked at; `undefined`: there are none. */
  readonly unreadSince: Date | undefined;
  readonly limit: number;
}

/** A change that was made in time is on the stream at the latest so long after the expiry; more often than not at once. */
const SETTLE = `interval '2 seconds'`;

/** What no event tells of yet: the few rows of an index. */
const UNTOLD = 'expiry IS NOT NULL AND expiry IS DISTINCT FROM expiry_told';

/** The table `scheduler.credentials`, as far as the passing of expirations goes. */
@Injectable()
export class PassedRepository {
  /**
   * Marks the next expirations that have passed, by the database's clock, as told of, and answers them, oldest first. What is
   * being changed at this moment is left for the next time.
   */
  async take(tx: Transaction, { except, unreadSince, limit }: PassedOptions): Promise<PassedExpiration[]> {
    const sql = `
      UPDATE scheduler.credentials c SET expiry_told = expiry
      WHERE cid IN (
        SELECT cid FROM scheduler.credentials
        WHERE ${UNTOLD} AND expires_at <= least(statement_timestamp(), $2::timestamptz) - ${SETTLE} AND cid <> ALL ($1::text[])
        ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP LOCKED
      ) RETURNING snapshot, expires_at AS "expiresAt"`;
    const passed = await rows<PassedExpiration>(tx, { sql, parameters: [except, unreadSince ?? null, limit] });
    return passed.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime());
  }

  /** Milliseconds until the next expiration may be told of, not positive if one may be now; `undefined` if none is to come. */
  async nextInMs(tx: Transaction): Promise<number | undefined> {
    const sql = `
      SELECT (extract(epoch FROM expires_at + ${SETTLE} - clock_timestamp()) * 1000)::float AS ms
      FROM scheduler.credentials WHERE ${UNTOLD} ORDER BY expires_at LIMIT 1`;
    return (await rows<{ ms: number }>(tx, { sql }))[0]?.ms;
  }
}
