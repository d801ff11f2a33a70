import type { Permission, RoleAssignment } from '#libs/contracts';
import { statusAt } from '../credentials/index.js';

/** What is known of a presented key or token: everything it takes to let its holder in, or to say why not. */
export interface KnownCredential {
  readonly kind: 'apiKey' | 'personalToken';
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  /** The user who owns it. */
  readonly userId: string;
  readonly userEmail: string;
  /** An API key's own, a token's owner's. */
  readonly roles: readonly RoleAssignment[];
  readonly permissions: ReadonlySet<Permission>;
  readonly expiresAt: Date | null;
  /** When it was revoked, or its owner deactivated; `null` while neither is so. */
  readonly revokedAt: Date | null;
  /** The predecessor whose grace ends with the first use of this one; `null` for none. */
  readonly retires: string | null;
}

/** Whether a known credential is let in at `now`; if not, why not. */
export function standingOf({ expiresAt, revokedAt }: KnownCredential, now: Date): 'VALID' | 'EXPIRED' | 'REVOKED' {
  const status = statusAt({ expiration: expiresAt && { expiresAt }, revokedAt }, now);
  return status === 'REVOKED' || status === 'EXPIRED' ? status : 'VALID';
}

/** The ids under which a change that may concern this credential is announced. */
export function subjectsOf({ id, userId, workspaceId }: KnownCredential): readonly string[] {
  return [id, userId, workspaceId];
}
