import type {
  CredentialSnapshot,
  KeyEvent,
  KeyEventType,
  NotificationSettingsEvent,
  NotificationSettingsSnapshot,
  UserEvent,
  UserSnapshot,
} from '#libs/contracts';
import { randomId } from '#libs/kernel';

/** A credential as the keys service would describe it; `name` is unique enough to look for in the inbox. */
export function aCredential(overrides: Partial<CredentialSnapshot> = {}): CredentialSnapshot {
  const cid = randomId('ak');
  return {
    kind: 'apiKey',
    workspaceId: 'ws0000000000000001',
    cid,
    version: 1,
    name: `deploy-${cid}`,
    description: null,
    tag: null,
    last4: 'x7Qd',
    roles: [{ type: 'DEFAULT', role: 'USER' }],
    owner: { id: 'us0000000000000001', email: 'ada@curfew.localhost', name: 'Ada' },
    createdAt: new Date().toISOString(),
    expiration: null,
    revokedAt: null,
    replaces: null,
    replacedBy: null,
    ...overrides,
  };
}

const DAY_MS = 86_400_000;

/** An expiration at an exact instant, so many days and milliseconds from now; chosen now unless told. */
export function expiresIn({
  days,
  ms = 0,
  setAt = new Date(),
}: {
  readonly days: number;
  readonly ms?: number;
  readonly setAt?: Date;
}) {
  const expiresAt = new Date(Date.now() + days * DAY_MS + ms).toISOString();
  return { precision: 'instant' as const, date: expiresAt.slice(0, 10), timeZone: 'UTC', expiresAt, setAt: setAt.toISOString() };
}

/** An event of the keys service around a snapshot. */
export function keyEventOf(data: CredentialSnapshot, type: KeyEventType = 'KeyCreated'): KeyEvent {
  return { ...envelopeOf(data.cid), type, data };
}

/** A user as the keys service would describe one: active, and no admin. */
export function aUser(overrides: Partial<UserSnapshot> = {}): UserSnapshot {
  const id = randomId('us');
  return {
    id,
    workspaceId: 'ws0000000000000001',
    workspaceName: 'Shop',
    version: 1,
    email: `${id}@curfew.localhost`,
    name: 'Grace',
    status: 'ACTIVE',
    isAdmin: false,
    invitation: null,
    ...overrides,
  };
}

/** An event of the keys service around a user. */
export function userEventOf(data: UserSnapshot): UserEvent {
  return { ...envelopeOf(data.id), type: 'UserChanged', data };
}

/** How a workspace would be reminded that has just set what holds anyway, and nobody to be told. */
export function someSettings(overrides: Partial<NotificationSettingsSnapshot> = {}): NotificationSettingsSnapshot {
  return {
    workspaceId: 'ws0000000000000001',
    version: 1,
    leadTimes: leadTimesOf([7, 1]),
    sendAt: { time: '09:00', setAt: null },
    timeZone: 'UTC',
    emails: [],
    slackChannels: [],
    slackDirectMessages: false,
    ...overrides,
  };
}

/** Lead times that have been some from the beginning, or, those named last, since now. */
export function leadTimesOf(
  days: readonly number[],
  sinceNow: readonly number[] = [],
): NotificationSettingsSnapshot['leadTimes'] {
  const now = new Date().toISOString();
  return [...days.map((one) => ({ days: one, setAt: null })), ...sinceNow.map((one) => ({ days: one, setAt: now }))].sort(
    (one, other) => other.days - one.days,
  );
}

/** An event of the keys service around settings. */
export function settingsEventOf(data: NotificationSettingsSnapshot): NotificationSettingsEvent {
  return { ...envelopeOf(data.workspaceId), type: 'NotificationSettingsChanged', data };
}

/** The next version of a credential, of a user, or of settings. */
export function changed<T extends CredentialSnapshot | UserSnapshot | NotificationSettingsSnapshot>(
  before: T,
  change: Partial<T>,
): T {
  return { ...before, ...change, version: before.version + 1 };
}

function envelopeOf(subject: string) {
  return {
    specversion: '1.0' as const,
    id: randomId('ev'),
    source: '/curfew/keys',
    subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json' as const,
    requestid: 'rq-test',
  };
}
