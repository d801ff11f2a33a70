import { Global, Module } from '@nestjs/common';
import { ENV } from '../env.js';
import { InboxModule } from '../inbox/index.js';
import { settingsFrom } from './notification-settings.js';
import { NOTIFICATION_SETTINGS } from './notification-settings.token.js';
import { RemovedWebhooksRepository } from './removed-webhooks.repository.js';
import { SettingsEventsConsumer } from './settings-events.consumer.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsService } from './settings.service.js';
import { WebhooksService } from './webhooks.service.js';

/** How reminders are wanted, everywhere in the scheduler. */
@Global()
@Module({
  imports: [InboxModule],
  controllers: [SettingsEventsConsumer],
  providers: [
    { provide: NOTIFICATION_SETTINGS, inject: [ENV], useFactory: settingsFrom },
    SettingsService,
    SettingsRepository,
    RemovedWebhooksRepository,
    WebhooksService,
  ],
  exports: [NOTIFICATION_SETTINGS, SettingsService, WebhooksService],
})
export class SettingsModule {}
