import type { Permission } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import type { RolesService } from './roles.service.js';

/** What the user behind a principal may do at this moment. */
export class PresentRights {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly roles: RolesService,
  ) {}

  /**
   * The principal, with those of its permissions that its user has now; FORBIDDEN if `needed` is not among them. Asked where
   * rights are given to people: an API key lives on when its owner is put out or down, and must not bring them back.
   */
  async of(tx: Transaction, principal: Principal, needed: Permission): Promise<Principal> {
    const user = await this.workspaces.user(tx, principal.userId);
    const held = user.status === 'ACTIVE' ? await this.roles.grantOf(tx, user) : new Set<Permission>();
    const isToken = principal.kind === 'personalToken';
    const permissions = isToken ? held : new Set([...held].filter((permission) => principal.permissions.has(permission)));
    if (permissions.has(needed)) return { ...principal, permissions };
    const whose = isToken ? '' : ', which the owner of this API key does not have';
    throw new DomainError('FORBIDDEN', `This needs the permission "${needed}"${whose}.`, `${user.id} is without it now.`);
  }
}
