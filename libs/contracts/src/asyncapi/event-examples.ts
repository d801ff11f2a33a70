import type { CredentialSnapshot } from '../credential-snapshot.js';
import type { KeyExpiredEvent, KeyExpiringEvent } from '../expiration-events.js';
import type { KeyEvent, StreamEvent, StreamEventType } from '../key-events.js';
import type { NotificationSettingsEvent } from '../notification-events.js';
import type { UserEvent } from '../user-events.js';
import {
  ada,
  apiKey,
  CHANGED_AT,
  CREATED_AT,
  outgoing,
  personalToken,
  RESPONDED_AT,
  secret,
  snoozed,
  workspaceId,
} from './credential-examples.js';

interface EventExample {
  readonly summary: string;
  readonly event: StreamEvent;
}

const envelope = {
  specversion: '1.0',
  source: '/curfew/keys',
  datacontenttype: 'application/json',
  requestid: 'rq1a2b3c4d5e6f7081',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
} as const;

/** Examples of every event: each has been sent and understood by a test. */
export const eventExamples: Record<StreamEventType, readonly EventExample[]> = {
  KeyCreated: [
    { summary: 'An API key', event: created('ev3f9a2c5b7d1e8064', apiKey) },
    { summary: 'A personal access token', event: created('ev4a0b3d6c8e2f9175', personalToken) },
    { summary: 'A secret that never expires', event: created('ev5b1c4e7d9f30a286', secret) },
  ],
  KeyUpdated: [
    {
      summary: 'An API key that was rotated: it has a successor, and a day of grace',
      event: { ...about('ev6c2d5f8ea041b397', outgoing), type: 'KeyUpdated', time: CHANGED_AT },
    },
    {
      summary: 'An API key whose reminder was snoozed',
      event: { ...about('eve5a61b17e943a420', snoozed), type: 'KeyUpdated', time: RESPONDED_AT },
    },
  ],
  KeyDeleted: [
    {
      summary: 'An API key that was revoked',
      event: {
        ...about('ev7d3e609fb152c4a8', { ...apiKey, version: 2, revokedAt: CHANGED_AT }),
        type: 'KeyDeleted',
        time: CHANGED_AT,
      },
    },
  ],
  KeyExpiring: [
    { summary: 'An API key of which people are reminded seven days before', event: expiring('evb27384eb60710ffd', apiKey) },
    { summary: 'A personal access token, likewise', event: expiring('evc38495fc718210ae', personalToken) },
  ],
  KeyExpired: [{ summary: 'An API key that nobody has replaced in time', event: expired('evd495a60d829321bf', apiKey) }],
  UserChanged: [
    {
      summary: 'A user who has been invited',
      event: userChanged('ev8e4f71a0c263d5b9', {
        version: 1,
        status: 'INVITED',
        invitation: { id: 'in9f5082b1d374e6ca', invitedBy: 'grace@example.com', expiresAt: '2027-03-08T10:15:00.000Z' },
      }),
    },
    {
      summary: 'A user who has been deactivated',
      event: userChanged('ev90516c92e485f7db', { version: 3, status: 'DEACTIVATED', invitation: null }),
    },
  ],
  NotificationSettingsChanged: [
    { summary: 'A workspace that wants to be reminded 30 days before, too', event: settingsChanged() },
  ],
};

function about(id: string, data: CredentialSnapshot) {
  return { ...envelope, id, subject: data.cid, data };
}

function created(id: string, data: CredentialSnapshot): KeyEvent {
  return { ...about(id, data), type: 'KeyCreated', time: CREATED_AT };
}

function expiring(id: string, credential: CredentialSnapshot): KeyExpiringEvent {
  const data = { ...credential, expiresAt: expiresAtOf(credential), leadDays: 7 };
  return { ...fromScheduler(id, credential), type: 'KeyExpiring', time: '2027-03-24T07:00:00.000Z', data };
}

function expired(id: string, credential: CredentialSnapshot): KeyExpiredEvent {
  const expiresAt = expiresAtOf(credential);
  return { ...fromScheduler(id, credential), type: 'KeyExpired', time: expiresAt, data: { ...credential, expiresAt } };
}

/** No request has caused it. */
function fromScheduler(id: string, { cid }: CredentialSnapshot) {
  const { requestid: _, ...rest } = envelope;
  return { ...rest, id, source: '/curfew/scheduler', subject: cid };
}

function expiresAtOf({ expiration }: CredentialSnapshot): string {
  if (!expiration) throw new Error('The example never expires');
  return expiration.expiresAt;
}

function userChanged(id: string, changed: Pick<UserEvent['data'], 'version' | 'status' | 'invitation'>): UserEvent {
  const data = { ...ada, workspaceId, workspaceName: 'Example', isAdmin: false, ...changed };
  return { ...envelope, id, subject: ada.id, type: 'UserChanged', time: CREATED_AT, data };
}

function settingsChanged(): NotificationSettingsEvent {
  const data: NotificationSettingsEvent['data'] = {
    workspaceId,
    version: 2,
    leadTimes: [
      { days: 30, setAt: CHANGED_AT },
      { days: 7, setAt: null },
      { days: 1, setAt: null },
    ],
    sendAt: { time: '09:00', setAt: null },
    timeZone: 'Europe/Berlin',
    emails: ['ops@example.com'],
    slackChannels: ['#api-keys'],
    webhooks: [
      {
        id: 'wh90b1c2d3e4f56a78',
        url: 'https://hooks.example.com/curfew',
        secretVersion: 2,
        previousSecretUntil: '2027-03-06T08:00:00.000Z',
      },
    ],
  };
  const about = { id: 'eva1627da3f5960eec', subject: workspaceId, time: CHANGED_AT };
  return { ...envelope, ...about, type: 'NotificationSettingsChanged', data };
}
