import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Transactions, type DatabaseEnv, type ServiceSchema } from '#libs/database';
import { randomId, systemClock } from '#libs/kernel';
import { openRedis, type RedisEnv } from '#libs/messaging';
import { Log, Metrics, showFigures } from '#libs/observability';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './relay.service.js';

interface OutboxModuleOptions {
  readonly schema: ServiceSchema['schema'];
  /** The stream the events go to. */
  readonly stream: string;
  readonly env: DatabaseEnv & RedisEnv;
}

/** The outbox of one service and its relay. */
@Global()
@Module({})
export class OutboxModule {
  static forService({ schema, stream, env }: OutboxModuleOptions): DynamicModule {
    return {
      module: OutboxModule,
      providers: [
        { provide: Outbox, useFactory: () => new Outbox({ schema, clock: systemClock, makeId: randomId }) },
        {
          provide: OutboxRelay,
          inject: [Transactions, Log, Metrics],
          useFactory: (transactions: Transactions, log: Log, metrics: Metrics) => {
            const redis = openRedis({ env, log, use: 'asking' });
            const relay = new OutboxRelay({ env, schema, stream, redis, transactions, log });
            measure(relay, metrics);
            return relay;
          },
        },
      ],
      exports: [Outbox, OutboxRelay],
    };
  }
}

function measure(relay: OutboxRelay, metrics: Metrics): void {
  showFigures(metrics, () => relay.backlog(), [
    {
      name: 'curfew_outbox_backlog_events',
      help: 'Events that are committed but not yet published.',
      pick: ({ count }) => count,
    },
    {
      name: 'curfew_outbox_oldest_seconds',
      help: 'For how long the oldest unpublished event has waited.',
      pick: ({ oldestSeconds }) => oldestSeconds,
    },
  ]);
  showFigures(metrics, () => Promise.resolve(relay.abandonedGroups), [
    {
      name: 'curfew_stream_abandoned_groups',
      help: 'Consumer groups that nobody has read events with for a week. No more than a week is kept for them; the log names them.',
      pick: (count) => count,
    },
  ]);
}
