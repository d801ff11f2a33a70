import type { SchedulerEnv } from '../env.js';

/** How a workspace wants to be reminded. */
export interface NotificationSettings {
  /** Calendar days before an expiry, longest first. */
  readonly leadDays: readonly number[];
  /** The preferred local time of day, `HH:mm`. */
  readonly sendAt: string;
  /** Addresses told of every reminder, besides the owner; in small letters. */
  readonly emails: readonly string[];
  /** Slack channels told of every reminder: `#name` or an id. */
  readonly slackChannels: readonly string[];
}

/** The settings of every workspace, as the environment gives them. */
export function settingsFrom(env: SchedulerEnv): NotificationSettings {
  return {
    leadDays: env.REMINDER_LEAD_TIMES,
    sendAt: env.REMINDER_SEND_AT,
    emails: env.NOTIFY_EMAILS.map((email) => email.toLowerCase()),
    slackChannels: env.NOTIFY_SLACK_CHANNELS,
  };
}
