import type { CredentialSnapshot, KeyEvent, NotificationSettingsEvent, UserEvent } from '#libs/contracts';
import type { IdMaker } from '#libs/kernel';

interface Making {
  readonly makeId: IdMaker;
  readonly now: Date;
}

/**
 * The event that was lost, as far as it can be told from what it led to. Its id is new each time: were it made of id and version,
 * a copy that is lost twice would be taken for heard. That nothing counts twice, the version sees to.
 */
export function credentialEvent(data: CredentialSnapshot, making: Making): KeyEvent {
  return { ...envelope(data.cid, making), type: typeOf(data), data };
}

/** As {@link credentialEvent}, of a user. */
export function userEvent(data: UserEvent['data'], making: Making): UserEvent {
  return { ...envelope(data.id, making), type: 'UserChanged', data };
}

/** As {@link credentialEvent}, of the settings of a workspace. */
export function settingsEvent(data: NotificationSettingsEvent['data'], making: Making): NotificationSettingsEvent {
  return { ...envelope(data.workspaceId, making), type: 'NotificationSettingsChanged', data };
}

function typeOf({ revokedAt, version }: CredentialSnapshot): KeyEvent['type'] {
  if (revokedAt !== null) return 'KeyDeleted';
  return version === 1 ? 'KeyCreated' : 'KeyUpdated';
}

function envelope(subject: string, { makeId, now }: Making) {
  return {
    specversion: '1.0' as const,
    id: makeId('ev'),
    source: '/curfew/scheduler/reconciliation',
    subject,
    time: now.toISOString(),
    datacontenttype: 'application/json' as const,
  };
}
