import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import type { KeysEnv } from '../env.js';
import { Journal } from '../journal/index.js';
import { RateLimits, RateLimitsModule } from '../rate-limits/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WorkspacesModule, WorkspacesService } from '../workspaces/index.js';
import type { ChosenSettings } from './domain/settings.js';
import { NotificationSettingsController } from './notification-settings.controller.js';
import { NotificationSettingsRepository } from './notification-settings.repository.js';
import { NotificationSettingsService } from './notification-settings.service.js';
import { NotificationTestsService } from './notification-tests.service.js';

/** When and where workspaces want to be reminded, over HTTP. */
@Module({
  imports: [RateLimitsModule, WorkspacesModule],
  controllers: [NotificationSettingsController],
  providers: [
    {
      provide: NotificationSettingsService,
      inject: [Transactions, CLOCK, WorkspacesService, Journal, ENV],
      useFactory: (...[transactions, clock, workspaces, journal, env]: SettingsParts) =>
        new NotificationSettingsService({
          ...{ transactions, clock, workspaces, journal },
          repository: new NotificationSettingsRepository(),
          defaults: defaultsOf(env),
        }),
    },
    {
      provide: NotificationTestsService,
      inject: [Transactions, NotificationSettingsService, WorkspacesService, RateLimits, Bus],
      useFactory: (...[transactions, settings, workspaces, rateLimits, bus]: TestsParts) =>
        new NotificationTestsService({ transactions, settings, workspaces, rateLimits, bus, makeId: randomId }),
    },
  ],
  exports: [NotificationSettingsService, NotificationTestsService],
})
export class NotificationSettingsModule {}

function defaultsOf(env: KeysEnv): ChosenSettings {
  return {
    leadDays: env.REMINDER_LEAD_TIMES,
    sendAt: env.REMINDER_SEND_AT,
    emails: env.NOTIFY_EMAILS,
    slackChannels: env.NOTIFY_SLACK_CHANNELS,
  };
}

type SettingsParts = [Transactions, Clock, WorkspacesService, Journal, KeysEnv];
type TestsParts = [Transactions, NotificationSettingsService, WorkspacesService, RateLimits, Bus];
