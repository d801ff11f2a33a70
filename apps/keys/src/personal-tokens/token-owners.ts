import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { RolesService } from '../roles/index.js';
import type { User, WorkspacesService } from '../workspaces/index.js';

interface TokenOwnersParts {
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
}

/** Says whose tokens and calendar feeds a principal may handle. */
export class TokenOwners {
  constructor(private readonly parts: TokenOwnersParts) {}

  /**
   * The user behind the principal. A token is its user, but an API key is not its owner: a token may do whatever its owner
   * may, so a key that may do less would gain by making one, as by making a feed of what its
   * owner sees. It is FORBIDDEN, as is the key of someone who was deactivated:
   * what it makes would come to life with them.
   */
  async behind(tx: Transaction, principal: Principal): Promise<User> {
    const owner = await this.parts.workspaces.user(tx, principal.userId);
    if (principal.kind === 'personalToken') return owner;
    if (owner.status === 'DEACTIVATED') throw new DomainError('FORBIDDEN', 'The owner of this API key was deactivated.');
    const held = await this.parts.roles.grantOf(tx, owner);
    const missing = [...held].filter((permission) => !principal.permissions.has(permission));
    if (missing.length === 0) return owner;
    const message =
      'This API key may do less than its owner, so it has no say in their personal access tokens and calendar feeds.';
    throw new DomainError('FORBIDDEN', message, `${principal.id} lacks ${missing.join(', ')}, which its owner has.`);
  }
}
