import { Injectable } from '@nestjs/common';
import type { NotificationSettingsEvent } from '#libs/contracts';
import { rows, type Transaction } from '#libs/database';
import type { NotificationSettings, SettingsWebhook } from './notification-settings.js';

interface SettingsRow extends Omit<NotificationSettings, 'leadDays' | 'leadDaysSetAt'> {
  readonly workspaceId: string;
  readonly leadTimes: NotificationSettingsEvent['data']['leadTimes'];
}

/** The table `scheduler.notification_settings`. */
@Injectable()
export class SettingsRepository {
  /** What a workspace has set, if anything; it stays that until the transaction ends. */
  async held(tx: Transaction, workspaceId: string): Promise<NotificationSettings | undefined> {
    const sql = `SELECT ${SETTINGS} FROM scheduler.held_settings($1)`;
    const [row] = await rows<SettingsRow>(tx, { sql, parameters: [workspaceId] });
    return row && settingsOf(row);
  }

  /** Takes the turn to change the settings of a workspace, until the transaction ends: nobody plans by them meanwhile. */
  async lock(tx: Transaction, workspaceId: string): Promise<void> {
    await rows(tx, {
      sql: `SELECT pg_advisory_xact_lock(hashtextextended('notification-settings/' || $1, 11))`,
      parameters: [workspaceId],
    });
  }

  /** What these workspaces have set; one that has not set anything is left out. */
  async find(tx: Transaction, workspaceIds: readonly string[]): Promise<Map<string, NotificationSettings>> {
    const sql = `SELECT ${SETTINGS} FROM scheduler.notification_settings WHERE workspace_id = ANY ($1)`;
    const found = await rows<SettingsRow>(tx, { sql, parameters: [workspaceIds] });
    return new Map(found.map((row) => [row.workspaceId, settingsOf(row)]));
  }

  /** A webhook, whosever it is. */
  async webhook(tx: Transaction, id: string): Promise<SettingsWebhook | undefined> {
    const sql = `
      SELECT webhook FROM scheduler.notification_settings, jsonb_array_elements(webhooks) AS webhook
      WHERE webhooks @> jsonb_build_array(jsonb_build_object('id', $1::text)) AND webhook->>'id' = $1`;
    return (await rows<{ webhook: SettingsWebhook }>(tx, { sql, parameters: [id] }))[0]?.webhook;
  }

  /**
   * Stores settings unless a version as new is there already; answers whether it did. If they plan otherwise than those before,
   * all credentials of the workspace are to be planned anew. What an event of before does not tell of stays
   * as it is.
   */
  async store(tx: Transaction, { id: eventId, data }: NotificationSettingsEvent): Promise<boolean> {
    const sql = `
      INSERT INTO scheduler.notification_settings AS s
        (workspace_id, version, lead_times, send_at, send_at_set_at, emails, slack_channels, replan_after, replan_since,
         event_id, webhooks, slack_direct_messages)
      VALUES ($1, $2, $3, $4, $5, $6, $7, '', now(), $8, coalesce($9::jsonb, '[]'), coalesce($10::boolean, false))
      ON CONFLICT (workspace_id) DO UPDATE SET
        version = excluded.version, lead_times = excluded.lead_times, send_at = excluded.send_at,
        send_at_set_at = excluded.send_at_set_at, emails = excluded.emails, slack_channels = excluded.slack_channels,
        event_id = excluded.event_id, heard_at = now(), webhooks = coalesce($9::jsonb, s.webhooks),
        slack_direct_messages = coalesce($10::boolean, s.slack_direct_messages),
        replan_after = CASE
          WHEN (s.lead_times, s.send_at, s.send_at_set_at) IS DISTINCT FROM
               (excluded.lead_times, excluded.send_at, excluded.send_at_set_at) THEN ''
          ELSE s.replan_after END,
        replan_since = CASE WHEN s.replan_after IS NULL THEN now() ELSE s.replan_since END
      WHERE s.version < excluded.version
      RETURNING workspace_id`;
    const { workspaceId, version, leadTimes, sendAt, emails, slackChannels, webhooks, slackDirectMessages } = data;
    const when = [JSON.stringify(leadTimes), sendAt.time, sendAt.setAt];
    const small = emails.map((email) => email.toLowerCase());
    const posts = webhooks === undefined ? null : JSON.stringify(webhooks);
    const parameters = [workspaceId, version, ...when, small, slackChannels, eventId, posts, slackDirectMessages ?? null];
    return (await rows(tx, { sql, parameters })).length === 1;
  }
}

const SETTINGS = `
  workspace_id AS "workspaceId", lead_times AS "leadTimes", send_at AS "sendAt", send_at_set_at AS "sendAtSetAt", emails,
  slack_channels AS "slackChannels", slack_direct_messages AS "slackDirectMessages", webhooks`;

function settingsOf({ workspaceId: _workspace, leadTimes, ...settings }: SettingsRow): NotificationSettings {
  return {
    ...settings,
    leadDays: leadTimes.map(({ days }) => days),
    leadDaysSetAt: new Map(leadTimes.flatMap(({ days, setAt }) => (setAt === null ? [] : [[days, new Date(setAt)]]))),
  };
}
