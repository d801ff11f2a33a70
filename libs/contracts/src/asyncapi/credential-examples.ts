import type { CredentialSnapshot } from '../credential-snapshot.js';

/** When the credentials of the examples were issued. */
export const CREATED_AT = '2027-03-01T10:15:00.000Z';

/** When something about them changed. */
export const CHANGED_AT = '2027-03-05T08:00:00.000Z';

/** When somebody did something about a reminder. */
export const RESPONDED_AT = '2027-03-24T09:30:00.000Z';

/** Whose they are. */
export const workspaceId = 'ws0a1b2c3d4e5f6071';
/** Who owns them. */
export const ada = { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' };

/** An API key. */
export const apiKey: CredentialSnapshot = {
  kind: 'apiKey',
  workspaceId,
  cid: 'ak90b1c2d3e4f56a78',
  version: 1,
  name: 'ci-deploy',
  description: 'Deploys the web shop from CI',
  tag: null,
  last4: 'x7Qd',
  roles: [{ type: 'DEFAULT', role: 'USER' }],
  owner: ada,
  createdAt: CREATED_AT,
  expiration: {
    precision: 'day',
    date: '2027-03-31',
    timeZone: 'Europe/Berlin',
    expiresAt: '2027-03-31T22:00:00.000Z',
    setAt: CREATED_AT,
  },
  revokedAt: null,
  replaces: null,
  replacedBy: null,
  notifications: { emails: ['web-shop@example.com'], slackChannel: '#web-shop' },
};

/** A personal access token. */
export const personalToken: CredentialSnapshot = {
  ...apiKey,
  kind: 'personalToken',
  cid: 'pt17a8b9c0d1e2f304',
  name: 'ada-laptop',
  description: null,
  roles: [],
};

/** A secret that never expires. */
export const secret: CredentialSnapshot = {
  ...apiKey,
  kind: 'secret',
  cid: 'se5f6071829304a5b6',
  name: 'Password of the billing database',
  description: null,
  tag: 'billing_db',
  last4: null,
  roles: [],
  expiration: null,
};

/** An API key that has a successor, and a day of grace. */
export const outgoing: CredentialSnapshot = {
  ...apiKey,
  version: 2,
  expiration: {
    precision: 'instant',
    date: '2027-03-06',
    timeZone: 'Europe/Berlin',
    expiresAt: '2027-03-06T08:00:00.000Z',
    setAt: CHANGED_AT,
  },
  replacedBy: 'ak2b3c4d5e6f708192',
};

/** An API key whose first reminder was snoozed. */
export const snoozed: CredentialSnapshot = {
  ...apiKey,
  version: 2,
  response: {
    kind: 'SNOOZED',
    by: ada,
    at: RESPONDED_AT,
    until: '2027-03-26T09:30:00.000Z',
    reason: 'The vendor sends the new one on Thursday',
    expiresAt: '2027-03-31T22:00:00.000Z',
    leadDays: 7,
  },
};
