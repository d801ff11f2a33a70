import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock, type IdMaker } from '#libs/kernel';
import { assertWithinHeld, type Principal } from '../authorization/index.js';
import type { InvitationsService } from '../invitations/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { RolesService } from '../roles/index.js';
import type { InviteUser } from './dto/write-user.dto.js';
import { standingOf, type Member } from './member.js';
import type { UserChanges } from './user-changes.js';
import type { UsersRepository } from './users.repository.js';

interface MembershipServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly users: UsersRepository;
  readonly changes: UserChanges;
  readonly invitations: InvitationsService;
  readonly rateLimits: RateLimits;
  readonly roles: RolesService;
  readonly makeId: IdMaker;
}

/**
 * Who comes and who goes. A user is INVITED until they accept, then ACTIVE, and DEACTIVATED from either until they are
 * reactivated: then they are what they were before. Nobody is ever deleted: the audit log and the keys that they own name them.
 */
export class MembershipService {
  constructor(private readonly parts: MembershipServiceParts) {}

  /** Makes a user and asks them in. FORBIDDEN for roles beyond the principal's; CONFLICT for an address that the workspace has. TooManyRequests beyond what a workspace may send a minute. */
  invite(principal: Principal, { email, name, roles }: InviteUser): Promise<Member> {
    const { transactions, clock, users, changes, roles: granting, makeId } = this.parts;
    const { workspaceId } = principal;
    return transactions.run(async (tx) => {
      const by = await changes.takeTurn(tx, principal);
      assertWithinHeld(by, await granting.grantOf(tx, { workspaceId, roles }));
      const user: Member = {
        ...{ id: makeId('us'), workspaceId, email, roles, version: 1, status: 'INVITED' },
        ...{ createdAt: clock.now(), joinedAt: null, deactivatedAt: null, invitation: null },
        name: name ?? email.slice(0, email.lastIndexOf('@')),
      };
      const isNew = await users.insert(tx, user);
      if (!isNew) throw new DomainError('CONFLICT', 'email: there is a user with this address already.');
      const invited = await this.askedIn(tx, by, { user, now: user.createdAt });
      await changes.tell(tx, invited, { by, action: 'CREATE' });
      return invited;
    });
  }

  /** Sends the invitation again; the earlier link is worthless from then on. CONFLICT for whoever is in, or was deactivated. */
  inviteAgain(principal: Principal, id: string): Promise<Member> {
    return this.change(principal, id, async (tx, { by, before }) => {
      if (before.status !== 'INVITED') throw new DomainError('CONFLICT', whyNotInvited[before.status]);
      const after = await this.askedIn(tx, by, { user: before, now: this.parts.clock.now() });
      return this.parts.changes.store(tx, { by, action: 'UPDATE', before, after });
    });
  }

  /**
   * Puts a user out: their tokens are refused from the moment this resolves, an invitation is withdrawn, their keys live on. A
   * second time changes nothing. CONFLICT for the last active ADMIN.
   */
  async deactivate(principal: Principal, id: string): Promise<void> {
    await this.change(principal, id, async (tx, { by, before }) => {
      if (before.deactivatedAt) return before;
      const after: Member = { ...before, deactivatedAt: this.parts.clock.now(), status: 'DEACTIVATED', invitation: null };
      await this.parts.invitations.close(tx, id, 'WITHDRAWN');
      return this.parts.changes.store(tx, { by, action: 'DELETE', before, after });
    });
  }

  /** Lets a user in again who was deactivated, with all that they had; one who never was in waits for a new invitation. */
  reactivate(principal: Principal, id: string): Promise<Member> {
    return this.change(principal, id, async (tx, { by, before }) => {
      if (!before.deactivatedAt) return before;
      const { joinedAt } = before;
      const after: Member = { ...before, deactivatedAt: null, status: standingOf({ joinedAt, deactivatedAt: null }) };
      return this.parts.changes.store(tx, { by, action: 'UPDATE', before, after });
    });
  }

  private change(
    principal: Principal,
    id: string,
    make: (tx: Transaction, change: { readonly by: Principal; readonly before: Member }) => Promise<Member>,
  ): Promise<Member> {
    const { transactions, changes } = this.parts;
    return transactions.run(async (tx) => {
      const by = await changes.takeTurn(tx, principal);
      return make(tx, { by, before: await changes.changeable(tx, by, id) });
    });
  }

  private async askedIn(
    tx: Transaction,
    { userEmail: invitedBy }: Principal,
    { user, now: createdAt }: { readonly user: Member; readonly now: Date },
  ): Promise<Member> {
    const { id: userId, workspaceId } = user;
    // Each one is an email to whatever address was named.
    this.parts.rateLimits.count('invitations', workspaceId);
    return { ...user, invitation: await this.parts.invitations.open(tx, { userId, workspaceId, invitedBy, createdAt }) };
  }
}

const whyNotInvited = {
  ACTIVE: 'This user has accepted an invitation already.',
  DEACTIVATED: 'This user is deactivated. Reactivate them first.',
} as const;
