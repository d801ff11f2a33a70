import type { CredentialSnapshot } from '#libs/contracts';
import { snapshotExpiration, snapshotNotifications, snapshotResponse } from '../credentials/index.js';
import type { ApiKey } from './api-key.js';

/** The key as its events tell of it. */
export function snapshotOf(key: ApiKey): CredentialSnapshot {
  const { workspaceId, cid, version, name, description, last4, roles, owner, createdAt, expiration, revokedAt } = key;
  const { replaces, replacedBy } = key;
  return {
    kind: 'apiKey',
    workspaceId,
    cid,
    version,
    name,
    description,
    tag: null,
    last4,
    roles: [...roles],
    owner: { ...owner },
    createdAt: createdAt.toISOString(),
    expiration: snapshotExpiration(expiration),
    revokedAt: revokedAt?.toISOString() ?? null,
    replaces,
    replacedBy,
    ...snapshotNotifications(key.notifications),
    ...snapshotResponse(key.response),
  };
}
