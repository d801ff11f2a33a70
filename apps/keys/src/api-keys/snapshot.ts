import type { CredentialSnapshot } from '#libs/contracts';
import type { ApiKey } from './api-key.js';

/** The key as its events tell of it. */
export function snapshotOf(key: ApiKey): CredentialSnapshot {
  const { workspaceId, cid, version, name, description, last4, roles, owner, createdAt, expiration, revokedAt } = key;
  return {
    kind: 'apiKey',
    workspaceId,
    cid,
    version,
    name,
    description,
    last4,
    roles: [...roles],
    owner: { ...owner },
    createdAt: createdAt.toISOString(),
    expiration: expiration && {
      precision: expiration.precision,
      date: expiration.date,
      timeZone: expiration.timeZone,
      expiresAt: expiration.expiresAt.toISOString(),
      setAt: expiration.setAt.toISOString(),
    },
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
