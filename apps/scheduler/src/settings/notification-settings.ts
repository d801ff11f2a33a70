import type { SchedulerEnv } from '../env.js';

/** An endpoint that every reminder of a workspace is posted to. */
export interface SettingsWebhook {
  readonly id: string;
  readonly url: string;
  /** Which of its secrets signs. */
  readonly secretVersion: number;
  /** Until when the secret of the version before signs along, ISO 8601. */
  readonly previousSecretUntil: string | null;
}

/** How a workspace wants to be reminded. */
export interface NotificationSettings {
  /** Calendar days before an expiry, longest first. */
  readonly leadDays: readonly number[];
  /** Since when a lead time has been one; those not in here have been from the beginning. */
  readonly leadDaysSetAt: ReadonlyMap<number, Date>;
  /** The preferred local time of day, `HH:mm`. */
  readonly sendAt: string;
  /** Since when it has been that; `null`: from the beginning. */
  readonly sendAtSetAt: Date | null;
  /** Addresses told of every reminder, besides the owner; in small letters. */
  readonly emails: readonly string[];
  /** Slack channels told of every reminder: `#name` or an id. */
  readonly slackChannels: readonly string[];
  /** Whether whoever answers for a credential is told on Slack, too. */
  readonly slackDirectMessages: boolean;
  readonly webhooks: readonly SettingsWebhook[];
}

/** The settings of every workspace that has not set its own, as the environment gives them. */
export function settingsFrom(env: SchedulerEnv): NotificationSettings {
  return {
    leadDays: env.REMINDER_LEAD_TIMES,
    leadDaysSetAt: new Map(),
    sendAt: env.REMINDER_SEND_AT,
    sendAtSetAt: null,
    emails: env.NOTIFY_EMAILS.map((email) => email.toLowerCase()),
    slackChannels: env.NOTIFY_SLACK_CHANNELS,
    slackDirectMessages: false,
    webhooks: [],
  };
}
