import type { CredentialSnapshot } from '#libs/contracts';
import { snapshotExpiration, snapshotNotifications, snapshotResponse } from '../credentials/index.js';
import type { PersonalToken } from './personal-token.js';

/** The token as its events tell of it. */
export function snapshotOf(token: PersonalToken): CredentialSnapshot {
  const { id, workspaceId, version, name, description, last4, owner, createdAt, expiration, revokedAt } = token;
  return {
    kind: 'personalToken',
    workspaceId,
    cid: id,
    version,
    name,
    description,
    tag: null,
    last4,
    roles: [],
    owner: { ...owner },
    createdAt: createdAt.toISOString(),
    expiration: snapshotExpiration(expiration),
    revokedAt: revokedAt?.toISOString() ?? null,
    replaces: null,
    replacedBy: null,
    ...snapshotNotifications(token.notifications),
    ...snapshotResponse(token.response),
  };
}
