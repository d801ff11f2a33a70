import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { SettingsWebhook } from './notification-settings.js';
import { SettingsRepository } from './settings.repository.js';

/** Where reminders are posted to: a copy kept by events. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly transactions: Transactions,
    private readonly settings: SettingsRepository,
  ) {}

  /** A webhook of any workspace, as it was last heard of; `undefined` for one that is no more. */
  find(id: string): Promise<SettingsWebhook | undefined> {
    return this.settings.webhook(this.transactions.reading, id);
  }
}
