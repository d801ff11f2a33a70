import type { CredentialSnapshot } from '#libs/contracts';
import { until } from '#libs/testing';
import type { SchedulerBench } from './scheduler.setup.js';

/** One row of the ledger, with what its message says of it. */
export interface LedgerRow {
  readonly id: string;
  readonly leadDays: number;
  readonly channel: 'EMAIL' | 'SLACK' | 'WEBHOOK';
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly messageId: string | null;
  readonly resent: boolean;
}

/** The ledger of deliveries as tests look at it, and as they hurry it. */
export class Ledger {
  constructor(private readonly bench: SchedulerBench) {}

  /** Everything about a credential, the longest lead time first. */
  of({ cid }: CredentialSnapshot): Promise<LedgerRow[]> {
    const sql = `
      SELECT d.id, r.lead_days AS "leadDays", d.channel, d.state, d.reason, d.attempts, d.next_at AS "nextAt",
             d.message_id AS "messageId", coalesce(m.resent, false) AS resent
      FROM scheduler.deliveries d JOIN scheduler.reminders r ON r.id = d.reminder_id
      LEFT JOIN scheduler.messages m ON m.id = d.message_id WHERE d.cid = $1 ORDER BY r.lead_days DESC, d.channel`;
    return this.bench.query(sql, cid);
  }

  /** Waits for the row that looks as described. */
  until(credential: CredentialSnapshot, row: Partial<LedgerRow>, withinMs = 10_000): Promise<LedgerRow> {
    const fits = (found: LedgerRow) => Object.entries(row).every(([name, value]) => found[name as keyof LedgerRow] === value);
    return until(async () => (await this.of(credential)).find(fits), {
      what: `a delivery of ${credential.name} is ${JSON.stringify(row)}`,
      withinMs,
    });
  }

  /** Lets what waits for its next try wait no longer. */
  async hurry({ cid }: CredentialSnapshot): Promise<void> {
    await this.bench.query(
      `UPDATE scheduler.deliveries SET next_at = clock_timestamp() WHERE cid = $1 AND state = 'PENDING'`,
      cid,
    );
  }

  /** Waits until a version of a credential has been worked in. */
  async heard({ cid, version, name }: CredentialSnapshot): Promise<void> {
    const sql = 'SELECT FROM scheduler.credentials WHERE cid = $1 AND version = $2';
    await until(async () => (await this.bench.query(sql, cid, version)).length > 0, {
      what: `version ${String(version)} of ${name} is heard`,
    });
  }
}
