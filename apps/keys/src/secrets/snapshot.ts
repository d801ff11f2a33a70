import type { CredentialSnapshot } from '#libs/contracts';
import { snapshotExpiration, snapshotNotifications, snapshotResponse } from '../credentials/index.js';
import type { Secret } from './secret.js';

/** The secret as its events tell of it: nothing of its value, and not when that changed. */
export function snapshotOf(secret: Secret): CredentialSnapshot {
  const { id, workspaceId, version, name, tag, owner, createdAt, expiration, revokedAt } = secret;
  return {
    kind: 'secret',
    workspaceId,
    cid: id,
    version,
    name,
    description: null,
    tag,
    last4: null,
    roles: [],
    owner: { ...owner },
    createdAt: createdAt.toISOString(),
    expiration: snapshotExpiration(expiration),
    revokedAt: revokedAt?.toISOString() ?? null,
    replaces: null,
    replacedBy: null,
    ...snapshotNotifications(secret.notifications),
    ...snapshotResponse(secret.response),
  };
}
