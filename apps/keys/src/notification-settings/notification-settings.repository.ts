import type { NotificationSettingsSnapshot } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import type { NotificationSettings } from './domain/settings.js';

interface SettingsRow extends Pick<NotificationSettings, 'version' | 'emails' | 'slackChannels' | 'slackDirectMessages'> {
  readonly leadTimes: readonly { readonly days: number; readonly setAt: string | null }[];
  readonly sendAt: string;
  readonly sendAtSetAt: Date | null;
}

interface WebhookRow extends Omit<AnnouncedWebhooks[number], 'previousSecretUntil'> {
  readonly previousSecretUntil: Date | null;
}

/** Where reminders are posted to, as events tell of it. */
export type AnnouncedWebhooks = NonNullable<NotificationSettingsSnapshot['webhooks']>;

/** The rows of `keys.notification_settings`, and what events tell of `keys.webhooks` together with them. */
export class NotificationSettingsRepository {
  /** What a workspace has decided, if anything. */
  async find(tx: Transaction, workspaceId: string): Promise<NotificationSettings | undefined> {
    const sql = `
      SELECT version, lead_times AS "leadTimes", send_at AS "sendAt", send_at_set_at AS "sendAtSetAt", emails,
             slack_channels AS "slackChannels", slack_direct_messages AS "slackDirectMessages"
      FROM keys.notification_settings WHERE workspace_id = $1`;
    const [row] = await rows<SettingsRow>(tx, { sql, parameters: [workspaceId] });
    if (!row) return undefined;
    const { leadTimes, sendAt: time, sendAtSetAt, ...others } = row;
    return {
      ...others,
      leadTimes: leadTimes.map(({ days, setAt }) => ({ days, setAt: setAt === null ? null : new Date(setAt) })),
      sendAt: { time, setAt: sendAtSetAt },
    };
  }

  /** The workspace's webhooks, oldest first. */
  async webhooks(tx: Transaction, workspaceId: string): Promise<AnnouncedWebhooks> {
    const sql = `
      SELECT id, url, secret_version AS "secretVersion", previous_secret_until AS "previousSecretUntil"
      FROM keys.webhooks WHERE workspace_id = $1 ORDER BY created_at, id`;
    const found = await rows<WebhookRow>(tx, { sql, parameters: [workspaceId] });
    return found.map(({ previousSecretUntil, ...webhook }) => ({
      ...webhook,
      previousSecretUntil: previousSecretUntil?.toISOString() ?? null,
    }));
  }

  /** Lets nobody else set this workspace's settings until the transaction ends. There may be no row to lock. */
  async lock(tx: Transaction, workspaceId: string): Promise<void> {
    const sql = `SELECT pg_advisory_xact_lock(hashtextextended('notification-settings/' || $1, 0))`;
    await rows(tx, { sql, parameters: [workspaceId] });
  }

  async set(
    tx: Transaction,
    workspaceId: string,
    { at, ...settings }: NotificationSettings & { readonly at: Date },
  ): Promise<void> {
    const sql = `
      INSERT INTO keys.notification_settings
        (workspace_id, version, lead_times, send_at, send_at_set_at, emails, slack_channels, slack_direct_messages,
         updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id) DO UPDATE SET
        version = excluded.version, lead_times = excluded.lead_times, send_at = excluded.send_at,
        send_at_set_at = excluded.send_at_set_at, emails = excluded.emails, slack_channels = excluded.slack_channels,
        slack_direct_messages = excluded.slack_direct_messages, updated_at = excluded.updated_at`;
    const { version, leadTimes, sendAt, emails, slackChannels, slackDirectMessages } = settings;
    const when = [JSON.stringify(leadTimes), sendAt.time, sendAt.setAt];
    await rows(tx, { sql, parameters: [workspaceId, version, ...when, emails, slackChannels, slackDirectMessages, at] });
  }
}
