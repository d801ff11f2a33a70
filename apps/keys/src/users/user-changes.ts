import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import type { Actor, Principal } from '../authorization/index.js';
import type { AuditAction, Journal } from '../journal/index.js';
import type { PresentRights, RolesService } from '../roles/index.js';
import { hasAdmin } from '../workspaces/index.js';
import { isUserId, type Member } from './member.js';
import type { UserSnapshots } from './user-snapshots.service.js';
import type { UsersRepository } from './users.repository.js';

interface UserChangesParts {
  readonly users: UsersRepository;
  readonly snapshots: UserSnapshots;
  readonly roles: RolesService;
  readonly rights: PresentRights;
  readonly journal: Journal;
}

/** A change of a user that is settled. */
export interface UserChange {
  readonly by: Actor;
  readonly action: AuditAction;
  readonly before: Member;
  readonly after: Member;
}

/** What all changes of users have in common: who may make them, one at a time, and who is told. */
export class UserChanges {
  constructor(private readonly parts: UserChangesParts) {}

  /**
   * Waits for the turn to change users, and answers the principal with the rights that they have then: of two who put each other
   * out at once, one comes too late. FORBIDDEN for a key whose owner may not manage users any more.
   */
  async takeTurn(tx: Transaction, principal: Principal): Promise<Principal> {
    await this.parts.users.takeTurn(tx, principal.workspaceId);
    return this.parts.rights.of(tx, principal, 'Manage users');
  }

  /**
   * The user who is to be changed, locked. NOT_FOUND for one of another workspace. FORBIDDEN for one who may do what the principal
   * may not: whoever could change them could do it in their name.
   */
  async changeable(tx: Transaction, principal: Principal, id: string): Promise<Member> {
    const { workspaceId, permissions } = principal;
    const user = isUserId(id) && (await this.parts.users.findLocked(tx, { workspaceId, id }));
    if (!user) throw new NoSuchUser();
    const held = await this.parts.roles.grantOf(tx, user);
    const beyond = [...held].filter((permission) => !permissions.has(permission));
    if (beyond.length === 0) return user;
    throw new DomainError('FORBIDDEN', `This user may do what the caller may not: ${beyond.join(', ')}`);
  }

  /** Stores a change as the user's next version, and tells of it. CONFLICT if it would leave the workspace without an ADMIN. */
  async store(tx: Transaction, { by, action, before, after }: UserChange): Promise<Member> {
    const wasAdmin = isActiveAdmin(before);
    if (wasAdmin && !isActiveAdmin(after) && !(await this.parts.users.hasOtherAdmin(tx, before))) throw new LastAdmin();
    const stored = { ...after, version: before.version + 1 };
    await this.parts.users.update(tx, stored);
    const isVerifiedAnew = after.roles !== before.roles || after.status !== before.status;
    await this.tell(tx, stored, { by, action, ...(isVerifiedAnew ? { affects: before.id } : {}) });
    return stored;
  }

  /** Tells of what has become of a user: the audit log, other services, and, if it is verified anew, every node. */
  async tell(
    tx: Transaction,
    user: Member,
    change: { readonly by: Actor; readonly action: AuditAction; readonly affects?: string },
  ): Promise<void> {
    const { snapshots, journal } = this.parts;
    const event = { type: 'UserChanged', subject: user.id, data: await snapshots.of(tx, user) } as const;
    await journal.note(tx, { ...change, objectType: 'USER', objectIdentifier: user.id, event });
  }
}

/** Also said of a user of another workspace. */
export class NoSuchUser extends DomainError {
  constructor() {
    super('NOT_FOUND', 'There is no user with this id.');
  }
}

class LastAdmin extends DomainError {
  constructor() {
    super('CONFLICT', 'This user is the last active ADMIN of the workspace. Make somebody else one first.');
  }
}

function isActiveAdmin({ status, roles }: Member): boolean {
  return status === 'ACTIVE' && hasAdmin(roles);
}
