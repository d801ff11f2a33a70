import { rows, type Transactions } from '#libs/database';
import type { ReadinessCheck } from '#libs/observability';
import type { OutboxRelay } from '#libs/outbox';

/** Without its database the service can do nothing. Without Redis it works on: events wait in the outbox. */
export function readinessOf(transactions: Transactions, relay: OutboxRelay): readonly ReadinessCheck[] {
  return [
    {
      name: 'database',
      required: true,
      probe: async () => {
        await rows(transactions.reading, { sql: 'SELECT 1' });
        return {};
      },
    },
    { name: 'redis', required: false, probe: () => relay.probe() },
    { name: 'eviction', required: false, probe: () => relay.probeEviction() },
  ];
}
