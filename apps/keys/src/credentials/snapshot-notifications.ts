import type { CredentialSnapshot } from '#libs/contracts';
import type { Notifications } from './domain/notifications.js';

/** Who else is told, as events tell of it: nothing, if nobody is. */
export function snapshotNotifications(notifications: Notifications | null): Pick<CredentialSnapshot, 'notifications'> {
  if (notifications === null) return {};
  return { notifications: { emails: [...notifications.emails], slackChannel: notifications.slackChannel } };
}
