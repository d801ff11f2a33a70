import type { BusAnswer, BusRequest } from '#libs/contracts';
import { randomId } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { until } from '#libs/testing';
import { aCredential } from './events.setup.js';
import type { SchedulerBench } from './scheduler.setup.js';

/** One row to put into the ledger as it is. */
export interface SeededDelivery {
  readonly channel?: 'EMAIL' | 'SLACK';
  readonly recipient?: string;
  readonly userId?: string;
  readonly state?: string;
  readonly reason?: string | null;
  readonly messageId?: string;
  readonly createdAt?: string;
}

type LogRequest = BusRequest<'notifications.logs'>;

/** The notification log as it is asked for over the bus, and a ledger to ask about. */
export class LogBench {
  private constructor(
    private readonly bench: SchedulerBench,
    readonly bus: Bus,
  ) {}

  /** Waits until the scheduler answers on the bus. */
  static async on(bench: SchedulerBench): Promise<LogBench> {
    const bus = new Bus({ REDIS_URL: bench.redisServer.url });
    await until(() => bus.ask('reminders.next', { cids: [] }).catch(() => undefined), { what: 'the bus is answered' });
    return new LogBench(bench, bus);
  }

  /** The first page of a workspace's log, newest first, unless asked for otherwise. */
  ask(workspaceId: string, asked: Partial<LogRequest> = {}): Promise<BusAnswer<'notifications.logs'>> {
    return this.bus.ask('notifications.logs', { workspaceId, page: 0, pageSize: 250, orderBy: 'DATE_CREATED_DESC', ...asked });
  }

  /** A workspace of its own with these rows, each of a credential of its own. */
  async seed(deliveries: readonly SeededDelivery[]): Promise<string> {
    const workspaceId = randomId('ws');
    for (const delivery of deliveries) await this.insert(workspaceId, delivery);
    return workspaceId;
  }

  async close(): Promise<void> {
    await this.bus.close();
  }

  private async insert(workspaceId: string, seeded: SeededDelivery): Promise<void> {
    const { channel = 'EMAIL', state = 'DELIVERED', reason = null, createdAt = '2027-01-01T00:00:00Z' } = seeded;
    const credential = aCredential({ workspaceId });
    const sql = `
      WITH credential AS (
        INSERT INTO scheduler.credentials (cid, workspace_id, version, snapshot, event_id) VALUES ($1, $2, 1, $3, 'ev') RETURNING cid
      ), reminder AS (
        INSERT INTO scheduler.reminders (cid, workspace_id, expiry, expires_at, lead_days, due_at, state)
        SELECT cid, $2, 'a day', now() + interval '9 days', 7, now(), 'FIRED' FROM credential RETURNING id, cid
      ), message AS (
        INSERT INTO scheduler.messages (id, workspace_id, channel, recipient, state, lease_until)
        SELECT $9, $2, $4, $5, 'DELIVERED', now() WHERE $9::text IS NOT NULL ON CONFLICT DO NOTHING
      )
      INSERT INTO scheduler.deliveries
        (reminder_id, cid, workspace_id, expires_at, channel, recipient, user_id, state, reason, message_id, created_at, finished_at, next_at)
      SELECT id, cid, $2, now() + interval '9 days', $4, $5, $6, $7, $8, $9, $10, $10::timestamptz + interval '1 second', 'infinity'
      FROM reminder`;
    const recipient = seeded.recipient ?? (channel === 'EMAIL' ? 'ada@curfew.localhost' : '#api-keys');
    const { userId = null, messageId = null } = seeded;
    const told = [channel, recipient, userId, state, reason, messageId, createdAt];
    await this.bench.query(sql, credential.cid, workspaceId, credential, ...told);
  }
}
