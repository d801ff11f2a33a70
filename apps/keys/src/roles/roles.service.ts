import type { Permission, RoleAssignment } from '#libs/contracts';
import { isOpen, type Transaction } from '#libs/database';
import { InvalidField } from '#libs/kernel';
import { permissionsOf } from '../authorization/index.js';
import type { RolesRepository } from './roles.repository.js';

/** Roles to be given, in a workspace. */
export interface RolesOfWorkspace {
  readonly workspaceId: string;
  readonly roles: readonly RoleAssignment[];
}

/** What a workspace's roles are, and what they grant. */
export class RolesService {
  constructor(private readonly repository: RolesRepository) {}

  /**
   * What the roles grant together. Inside of a transaction it is for someone who is about to be given them: none of them goes
   * away before it ends. Who only reads holds nothing up. Throws {@link InvalidField}, naming `roles`, for a custom role that does not exist.
   */
  async grantOf(tx: Transaction, { workspaceId, roles }: RolesOfWorkspace): Promise<ReadonlySet<Permission>> {
    const tags = roles.flatMap((role) => (role.type === 'CUSTOM' ? [role.tag] : []));
    if (tags.length === 0) return permissionsOf(roles);
    const grants = await this.repository.grants(tx, { workspaceId, tags }, { lock: isOpen(tx) });
    const place = roles.findIndex((role) => role.type === 'CUSTOM' && !Object.hasOwn(grants, role.tag));
    if (place !== -1) throw new InvalidField(`roles.${String(place)}.tag`, 'there is no custom role with this tag');
    return permissionsOf(roles, grants);
  }
}
