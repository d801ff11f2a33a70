import type { RoleAssignment } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import { assertWithinHeld, type Principal } from '../authorization/index.js';
import type { RolesService } from '../roles/index.js';
import type { ListUserRoles } from './dto/list-user-roles.dto.js';
import type { ListUsers } from './dto/list-users.dto.js';
import type { UpdateUser } from './dto/write-user.dto.js';
import { isUserId, type Member } from './member.js';
import { NoSuchUser, type UserChanges } from './user-changes.js';
import type { UserListingRepository } from './user-listing.repository.js';
import type { UserRoles } from './user-roles.js';
import type { UsersRepository } from './users.repository.js';

interface UsersServiceParts {
  readonly transactions: Transactions;
  readonly users: UsersRepository;
  readonly listing: UserListingRepository;
  readonly changes: UserChanges;
  readonly roles: RolesService;
}

/** Who is in a workspace, and what they may do. */
export class UsersService {
  constructor(private readonly parts: UsersServiceParts) {}

  /** One page of the workspace's users, by address, and how many there are. */
  async list(
    { workspaceId }: Principal,
    query: ListUsers,
  ): Promise<{ readonly users: readonly Member[]; readonly total: number }> {
    const { transactions, listing } = this.parts;
    const filter = { ...query, workspaceId };
    const [total, users] = await Promise.all([
      listing.count(transactions.reading, filter),
      listing.page(transactions.reading, filter),
    ]);
    return { users, total };
  }

  /** One page of what the workspace's users hold, by address, and how many there are; without those who were deactivated. */
  async listRoles(
    { workspaceId }: Principal,
    { email: emails, ...page }: ListUserRoles,
  ): Promise<{ readonly users: readonly UserRoles[]; readonly total: number }> {
    const { transactions, listing } = this.parts;
    const filter = { ...page, emails, workspaceId };
    const [total, users] = await Promise.all([
      listing.countWithRoles(transactions.reading, filter),
      listing.pageWithRoles(transactions.reading, filter),
    ]);
    return { users, total };
  }

  /** A user of the principal's workspace; NOT_FOUND otherwise. */
  async get({ workspaceId }: Principal, id: string): Promise<Member> {
    const user = isUserId(id) && (await this.parts.users.find(this.parts.transactions.reading, { workspaceId, id }));
    if (!user) throw new NoSuchUser();
    return user;
  }

  /**
   * Changes name and roles; what is absent stays. Nobody gives more than they hold, nor changes a user who holds more: FORBIDDEN.
   * The last active ADMIN stays one: CONFLICT. A body that changes nothing leaves no trace.
   */
  update(principal: Principal, id: string, body: UpdateUser): Promise<Member> {
    const { transactions, changes, roles: granting } = this.parts;
    return transactions.run(async (tx) => {
      const by = await changes.takeTurn(tx, principal);
      const before = await changes.changeable(tx, by, id);
      const { name = before.name, roles = before.roles } = body;
      assertWithinHeld(by, await granting.grantOf(tx, { workspaceId: by.workspaceId, roles }));
      const after = { ...before, name, roles: areSame(roles, before.roles) ? before.roles : roles };
      if (name === before.name && after.roles === before.roles) return before;
      return changes.store(tx, { by, action: 'UPDATE', before, after });
    });
  }
}

/** Whether these are the same roles, whatever their order. */
function areSame(some: readonly RoleAssignment[], others: readonly RoleAssignment[]): boolean {
  const named = (roles: readonly RoleAssignment[]) =>
    roles.map((role) => (role.type === 'DEFAULT' ? role.role : `tag ${role.tag}`));
  return String(named(some).sort()) === String(named(others).sort());
}
