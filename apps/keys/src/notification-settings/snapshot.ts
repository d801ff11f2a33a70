import type { NotificationSettingsSnapshot } from '#libs/contracts';
import type { WorkspaceSettings } from './domain/settings.js';
import type { AnnouncedWebhooks } from './notification-settings.repository.js';

/** Everything that events tell of a workspace's reminders. */
interface Announced extends WorkspaceSettings {
  readonly webhooks: AnnouncedWebhooks;
}

/** The settings of a workspace as their events tell of them. */
export function snapshotOf(workspaceId: string, { settings, timeZone, webhooks }: Announced): NotificationSettingsSnapshot {
  const { version, leadTimes, sendAt, emails, slackChannels, slackDirectMessages } = settings;
  return {
    workspaceId,
    version,
    leadTimes: leadTimes.map(({ days, setAt }) => ({ days, setAt: setAt?.toISOString() ?? null })),
    sendAt: { time: sendAt.time, setAt: sendAt.setAt?.toISOString() ?? null },
    timeZone,
    emails: [...emails],
    slackChannels: [...slackChannels],
    slackDirectMessages,
    webhooks,
  };
}
