import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import type { KeysEnv } from '../env.js';
import { NotificationSettingsModule, NotificationSettingsService } from '../notification-settings/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

/** Where workspaces want their reminders posted to, over HTTP. */
@Module({
  imports: [NotificationSettingsModule],
  controllers: [WebhooksController],
  providers: [
    {
      provide: WebhooksService,
      inject: [Transactions, CLOCK, NotificationSettingsService, ENV],
      useFactory: (...[transactions, clock, settings, env]: WebhooksParts) =>
        new WebhooksService({
          ...{ transactions, clock, settings },
          webhooks: new WebhooksRepository(),
          makeId: randomId,
          signingKey: env.WEBHOOK_SIGNING_KEY,
          allowPrivate: env.WEBHOOKS_ALLOW_PRIVATE,
        }),
    },
  ],
})
export class WebhooksModule {}

type WebhooksParts = [Transactions, Clock, NotificationSettingsService, KeysEnv];
