import { DomainError } from '#libs/kernel';
import type { RoleAssignment } from '#libs/contracts';
import type { Permission } from './permissions.js';
import { permissionsOf } from './roles.js';

/** Whoever a request acts as. */
export interface Principal {
  readonly kind: 'apiKey';
  /** The id of the credential. */
  readonly id: string;
  readonly workspaceId: string;
  /** The user who owns whatever this principal makes. */
  readonly userId: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A role would grant more than its giver holds. The message names the field `roles`. */
class MintsMoreThanHeld extends DomainError {
  constructor(missing: readonly Permission[]) {
    super('FORBIDDEN', `roles: would grant what the caller may not do: ${missing.join(', ')}`);
  }
}

/** No one mints more than they hold: throws FORBIDDEN, naming `roles`, unless the roles' permissions are a subset of the caller's. */
export function assertWithinHeld(principal: Principal, roles: readonly RoleAssignment[]): void {
  const missing = [...permissionsOf(roles)].filter((permission) => !principal.permissions.has(permission));
  if (missing.length > 0) throw new MintsMoreThanHeld(missing);
}
