import { Inject, Injectable } from '@nestjs/common';
import type { NotificationSettingsEvent } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { Log } from '#libs/observability';
import { InboxService } from '../inbox/index.js';
import type { NotificationSettings } from './notification-settings.js';
import { NOTIFICATION_SETTINGS } from './notification-settings.token.js';
import { RemovedWebhooksRepository } from './removed-webhooks.repository.js';
import { SettingsRepository } from './settings.repository.js';

/** How workspaces want to be reminded: a copy kept by events, and the environment for those that have not set anything. */
@Injectable()
export class SettingsService {
  private listener: () => void = () => undefined;

  constructor(
    private readonly inbox: InboxService,
    private readonly settings: SettingsRepository,
    private readonly removed: RemovedWebhooksRepository,
    private readonly log: Log,
    @Inject(NOTIFICATION_SETTINGS) private readonly defaults: NotificationSettings,
  ) {}

  /** Works an event in. An event heard before and a version older than the one held change nothing. */
  async hear(event: NotificationSettingsEvent): Promise<void> {
    const { workspaceId, version, webhooks } = event.data;
    const fields = { eventType: event.type, version };
    const stored = await this.inbox.workIn({ id: event.id, fields }, async (tx) => {
      await this.settings.lock(tx, workspaceId);
      if (!(await this.settings.store(tx, event))) return undefined;
      const kept = webhooks?.map(({ id }) => id);
      if (kept) await this.removed.cancel(tx, workspaceId, kept);
      return true;
    });
    if (!stored) return;
    this.log.info('An event was worked in', fields);
    this.listener();
  }

  /**
   * What holds for a workspace, and goes on to hold until the transaction ends. To be asked for before anything of the workspace
   * is locked: whoever changes the settings is waited for.
   */
  async held(tx: Transaction, workspaceId: string): Promise<NotificationSettings> {
    return (await this.settings.held(tx, workspaceId)) ?? this.defaults;
  }

  /** What holds for each of these workspaces at this moment. */
  async of(tx: Transaction, workspaceIds: Iterable<string>): Promise<ReadonlyMap<string, NotificationSettings>> {
    const ids = [...new Set(workspaceIds)];
    const known = await this.settings.find(tx, ids);
    return new Map(ids.map((id) => [id, known.get(id) ?? this.defaults]));
  }

  /** Calls `listener` whenever settings have changed; there is one listener. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }
}
