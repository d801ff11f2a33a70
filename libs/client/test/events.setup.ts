import type { CredentialSnapshot } from '#libs/contracts';

/** Whose the credentials of the tests are. */
export const WORKSPACE = 'ws0a1b2c3d4e5f6071';

let count = 0;

/** A new event about a credential, as Curfew publishes it. */
export function event(type: 'KeyCreated' | 'KeyUpdated' | 'KeyDeleted', about: Partial<CredentialSnapshot> = {}) {
  count += 1;
  const data: CredentialSnapshot = {
    ...{
      kind: 'apiKey',
      workspaceId: WORKSPACE,
      cid: 'ak90b1c2d3e4f56a78',
      version: count,
      name: 'ci-deploy',
      description: null,
    },
    ...{ tag: null, last4: 'x7Qd', roles: [], owner: { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' } },
    ...{ createdAt: '2027-03-01T10:15:00.000Z', expiration: null, revokedAt: null, replaces: null, replacedBy: null },
    ...about,
  };
  const id = `ev${count.toString(16).padStart(16, '0')}`;
  const envelope = { specversion: '1.0', id, source: '/curfew/keys', subject: data.cid, datacontenttype: 'application/json' };
  return { ...envelope, type, time: '2027-03-01T10:15:00.000Z', data };
}

/** A new event about an expiration a week from now, as the scheduler publishes it. */
export function expiringEvent(about: Partial<CredentialSnapshot> = {}) {
  const { data, ...envelope } = event('KeyUpdated', about);
  const extra = { leadDays: 7, expiresAt: '2027-03-31T22:00:00.000Z' };
  return { ...envelope, source: '/curfew/scheduler', type: 'KeyExpiring', data: { ...data, ...extra } };
}
