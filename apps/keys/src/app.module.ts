import { Module, type DynamicModule } from '@nestjs/common';
import { KEYS_STREAM } from '#libs/contracts';
import { DatabaseModule, Transactions } from '#libs/database';
import { BusModule } from '#libs/messaging';
import { HealthModule, MetricsModule, TracingModule } from '#libs/observability';
import { OutboxModule, OutboxRelay } from '#libs/outbox';
import { ApiKeysModule } from './api-keys/index.js';
import { AuditLogModule } from './audit-log/index.js';
import { AuthenticationModule } from './authentication/index.js';
import { AuthorizationModule } from './authorization/index.js';
import { BootstrapModule } from './bootstrap/index.js';
import { CalendarFeedsModule } from './calendar-feeds/index.js';
import { HttpModule } from './http/index.js';
import { InventoryModule } from './inventory/index.js';
import { IpAllowlistModule } from './ip-allowlist/index.js';
import { JournalModule } from './journal/index.js';
import { KeyHashingModule } from './key-hashing.module.js';
import { keysSchema } from './keys-schema.js';
import { NotificationLogsModule } from './notification-logs/index.js';
import { NotificationSettingsModule } from './notification-settings/index.js';
import { PersonalTokensModule } from './personal-tokens/index.js';
import { PolicyModule } from './policy/index.js';
import { readinessOf } from './readiness.js';
import { QuestionsModule } from './questions/index.js';
import { ReminderResponsesModule } from './reminder-responses/index.js';
import { RolesModule } from './roles/index.js';
import { SecretsModule } from './secrets/index.js';
import { SlackInteractionsModule } from './slack-interactions/index.js';
import { SurroundingsModule, type Surroundings } from './surroundings.module.js';
import { UsersModule } from './users/index.js';
import { WebhooksModule } from './webhooks/index.js';

/** All of the keys service. */
@Module({})
export class AppModule {
  static with(surroundings: Surroundings): DynamicModule {
    const { env } = surroundings;
    return {
      module: AppModule,
      imports: [
        SurroundingsModule.with(surroundings),
        MetricsModule.forService('keys'),
        TracingModule.forService('curfew-keys', env),
        HealthModule.with({ inject: [Transactions, OutboxRelay], checks: readinessOf }),
        DatabaseModule.forService(keysSchema, env),
        OutboxModule.forService({ schema: 'keys', stream: KEYS_STREAM, env }),
        BusModule.forService(env),
        JournalModule,
        KeyHashingModule,
        HttpModule,
        AuthorizationModule,
        AuthenticationModule,
        ApiKeysModule,
        AuditLogModule,
        PersonalTokensModule,
        SecretsModule,
        SlackInteractionsModule,
        InventoryModule,
        CalendarFeedsModule,
        IpAllowlistModule,
        NotificationLogsModule,
        NotificationSettingsModule,
        PolicyModule,
        ReminderResponsesModule,
        RolesModule,
        UsersModule,
        WebhooksModule,
        QuestionsModule,
        BootstrapModule,
      ],
    };
  }
}
