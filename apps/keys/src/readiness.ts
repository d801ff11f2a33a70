import { rows, type Transactions } from '#libs/database';
import type { OutboxRelay } from '#libs/messaging';
import type { ReadinessCheck } from '#libs/observability';

/** Kubernetes and Docker take an answer that is five seconds late for none, and the service for dead: milliseconds. */
const PATIENCE_MS = 2_000;

/** Without its database the service can do nothing. Without Redis it works on: events wait in the outbox. */
export function readinessOf(transactions: Transactions, relay: OutboxRelay): readonly ReadinessCheck[] {
  return [
    {
      name: 'database',
      required: true,
      probe: async () => {
        await inTime(rows(transactions.reading, { sql: 'SELECT 1' }));
        return {};
      },
    },
    { name: 'redis', required: false, probe: () => inTime(relay.probe()) },
  ];
}

/** What neither answers nor refuses is as good as away. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
