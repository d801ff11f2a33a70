import { permissions } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import type { User, WorkspacesService } from '../workspaces/index.js';

/** Says whose tokens and calendar feeds a principal may handle. */
export class TokenOwners {
  constructor(private readonly workspaces: WorkspacesService) {}

  /**
   * The user behind the principal. A token is its user, but an API key is not its owner: whoever rotates it or finds it holds
   * it as well, and a token that they made with it would rise with its owner. So only a key with every permission there is has
   * a say, for nothing that it makes can ever do more. Any other is FORBIDDEN, as is the key of someone who was deactivated:
   * what it makes would come to life with them.
   */
  async behind(tx: Transaction, principal: Principal): Promise<User> {
    const owner = await this.workspaces.user(tx, principal.userId);
    if (principal.kind === 'personalToken') return owner;
    if (owner.status === 'DEACTIVATED') throw new DomainError('FORBIDDEN', 'The owner of this API key was deactivated.');
    if (permissions.every((permission) => principal.permissions.has(permission))) return owner;
    const message =
      'An API key has no say in the personal access tokens of its owner, nor in their calendar feeds, unless it holds every ' +
      'permission. Use a personal access token.';
    throw new DomainError('FORBIDDEN', message);
  }
}
