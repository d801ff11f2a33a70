import { recipientFields, type NotificationLogs } from '#libs/contracts';
import { statusOf, type DeliveryState } from './domain/status.js';

type NotificationLog = NotificationLogs['logs'][number];

/** A row of the ledger as it is read. */
export interface LedgerRow {
  readonly id: string;
  readonly runId: string;
  readonly medium: NotificationLog['medium'];
  readonly recipientType: NotificationLog['recipientType'];
  readonly recipient: string | null;
  readonly state: DeliveryState;
  readonly reason: string | null;
  /** Whether a message has carried it. */
  readonly carried: boolean;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A row of the ledger in the words of the log; what does not apply is left out. */
export function logEntry(row: LedgerRow): NotificationLog {
  const { id, runId, medium, recipientType, recipient, createdAt, finishedAt, state } = row;
  const status = statusOf(state);
  return {
    id,
    runId,
    type: 'TOKEN_EXPIRES_IN_N_DAYS',
    medium,
    recipientType,
    status,
    dateCreated: createdAt.toISOString(),
    ...(status === 'DELIVERED' && finishedAt !== null ? { dateDelivered: finishedAt.toISOString() } : {}),
    ...(recipient === null ? {} : { [isPerson(row) ? recipientFields.EMAIL : recipientFields[medium]]: recipient }),
    ...reasonsOf(row),
  };
}

/** On Slack, too, a person is found by their address. */
function isPerson({ medium, recipient }: LedgerRow): boolean {
  return medium === 'SLACK' && recipient?.includes('@') === true;
}

/** Something may have gone wrong on the way of what has arrived, or will: that is no reason to call it failed. */
function reasonsOf({ state, reason, carried }: LedgerRow) {
  if (reason === null) return {};
  const status = statusOf(state);
  if (status === 'IGNORED') return { ignoredReason: reason };
  return { ...(carried ? { errorMessage: reason } : {}), ...(status === 'FAILED' ? { failedReason: reason } : {}) };
}
