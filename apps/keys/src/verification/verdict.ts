import { permissions, type Permission, type Verification } from '#libs/contracts';
import { standingOf, type KnownCredential } from './known-credential.js';

/** What is to be decided of a known credential. */
export interface Case {
  readonly now: Date;
  /** What its holder wants to do; nothing in particular when empty. */
  readonly asked: readonly Permission[];
}

/** What is said of a credential that is known to whoever asks: its holder, or who was shown it. */
export function verdictOn(known: KnownCredential, { now, asked }: Case): Verification {
  const { id: cid, kind, workspaceId, name, expiresAt } = known;
  const told = { cid, kind, workspaceId, name, ...(expiresAt ? { expirationDate: expiresAt.toISOString() } : {}) };
  const standing = standingOf(known, now);
  if (standing !== 'VALID') return { valid: false, code: standing, ...told };
  const roles = [...known.roles];
  const isEnough = asked.every((permission) => known.permissions.has(permission));
  if (!isEnough) return { valid: false, code: 'INSUFFICIENT_PERMISSIONS', ...told, roles };
  return { valid: true, code: 'VALID', ...told, roles, permissions: permissions.filter((one) => known.permissions.has(one)) };
}
