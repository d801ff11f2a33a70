import type { Permission } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import { assertWithinHeld, type Principal } from '../authorization/index.js';
import type { PageAsked } from '../http/index.js';
import type { AuditAction, Journal } from '../journal/index.js';
import { ROLE_TAG } from './dto/tag-field.js';
import type { CreateRole, UpdateRole } from './dto/write-role.dto.js';
import type { PresentRights } from './present-rights.js';
import type { Role } from './role.js';
import type { RolesRepository, RoleUse } from './roles.repository.js';

interface CustomRolesServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly roles: RolesRepository;
  readonly journal: Journal;
  readonly rights: PresentRights;
}

/**
 * What can be done with the roles of a workspace's own. Nobody makes, changes or takes away a role that grants more than they
 * hold, be it before the change or after it: FORBIDDEN, naming `permissions`.
 */
export class CustomRolesService {
  constructor(private readonly parts: CustomRolesServiceParts) {}

  /** One page of the workspace's roles, by tag, and how many there are. */
  async list({ workspaceId }: Principal, asked: PageAsked): Promise<{ readonly roles: readonly Role[]; readonly total: number }> {
    const { roles, transactions } = this.parts;
    const { reading } = transactions;
    const [total, page] = await Promise.all([roles.count(reading, workspaceId), roles.page(reading, workspaceId, asked)]);
    return { roles: page, total };
  }

  /** A role of the principal's workspace; NOT_FOUND otherwise. */
  get(principal: Principal, tag: string): Promise<Role> {
    return this.existing(this.parts.transactions.reading, { principal, tag, lock: false });
  }

  /** Makes a role. CONFLICT for a tag that the workspace has. */
  create(principal: Principal, { description = '', ...body }: CreateRole): Promise<Role> {
    return this.parts.transactions.run(async (tx) => {
      await this.assertMayGrant(tx, principal, body.permissions);
      const now = this.parts.clock.now();
      const { workspaceId } = principal;
      const role: Role = { ...body, workspaceId, description: description || null, createdAt: now, updatedAt: now };
      const isNew = await this.parts.roles.insert(tx, role);
      if (!isNew) throw new DomainError('CONFLICT', 'tag: there is a custom role with this tag already.');
      await this.note(tx, principal, { action: 'CREATE', tag: role.tag });
      return role;
    });
  }

  /** Changes a role, and what its holders may do. A body that changes nothing leaves no trace. */
  update(principal: Principal, tag: string, body: UpdateRole): Promise<Role> {
    return this.parts.transactions.run(async (tx) => {
      const role = await this.existing(tx, { principal, tag, lock: true });
      await this.assertMayGrant(tx, principal, [...role.permissions, ...body.permissions]);
      const description = body.description === undefined ? role.description : body.description || null;
      const grantsTheSame = String(body.permissions) === String(role.permissions);
      if (grantsTheSame && body.name === role.name && description === role.description) return role;
      const changed: Role = { ...role, ...body, description, updatedAt: this.parts.clock.now() };
      await this.parts.roles.update(tx, changed);
      const affects = grantsTheSame ? {} : { affects: role.workspaceId };
      await this.note(tx, principal, { action: 'UPDATE', tag, ...affects });
      return changed;
    });
  }

  /** Takes a role away that nobody holds. CONFLICT, saying how many do, otherwise. */
  delete(principal: Principal, tag: string): Promise<void> {
    return this.parts.transactions.run(async (tx) => {
      const role = await this.existing(tx, { principal, tag, lock: true });
      await this.assertMayGrant(tx, principal, role.permissions);
      const use = await this.parts.roles.use(tx, role);
      if (use.keys + use.users > 0) throw new RoleInUse(use);
      await this.parts.roles.delete(tx, role);
      await this.note(tx, principal, { action: 'DELETE', tag });
    });
  }

  private async existing(tx: Transaction, { principal, tag, lock }: RoleLookUp): Promise<Role> {
    const { workspaceId } = principal;
    const role = ROLE_TAG.test(tag) && (await this.parts.roles.find(tx, { workspaceId, tag }, { lock }));
    if (!role) throw new DomainError('NOT_FOUND', 'There is no custom role with this tag.');
    return role;
  }

  private async assertMayGrant(tx: Transaction, principal: Principal, granted: readonly Permission[]): Promise<void> {
    assertWithinHeld(await this.parts.rights.of(tx, principal, 'Edit roles'), new Set(granted), 'permissions');
  }

  private note(tx: Transaction, by: Principal, { tag, ...change }: RoleChange): Promise<void> {
    return this.parts.journal.note(tx, { by, objectType: 'ROLE', objectIdentifier: tag, ...change });
  }
}

class RoleInUse extends DomainError {
  constructor({ keys, users }: RoleUse) {
    const holders = [...counted(keys, 'API key'), ...counted(users, 'user')].join(' and ');
    super('CONFLICT', `This role is in use by ${holders}. Give them another one first.`);
  }
}

function counted(count: number, noun: string): readonly string[] {
  return count === 0 ? [] : [`${String(count)} ${noun}${count === 1 ? '' : 's'}`];
}

interface RoleLookUp {
  readonly principal: Principal;
  readonly tag: string;
  readonly lock: boolean;
}

interface RoleChange {
  readonly tag: string;
  readonly action: AuditAction;
  readonly affects?: string;
}
