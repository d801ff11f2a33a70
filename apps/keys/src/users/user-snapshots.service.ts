import type { UserSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { userSnapshotOf, type WorkspacesService } from '../workspaces/index.js';
import type { Member, MemberOfWorkspace } from './member.js';
import type { UsersRepository } from './users.repository.js';

interface UserSnapshotsParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly users: UsersRepository;
  readonly workspaces: WorkspacesService;
}

/** Says what other services are told of users, by events and on request. */
export class UserSnapshots {
  constructor(private readonly parts: UserSnapshotsParts) {}

  /** A user as events tell of them, whether they are in or out; `null` for none, and for one of another workspace. */
  async find(asked: MemberOfWorkspace): Promise<UserSnapshot | null> {
    const { transactions, users } = this.parts;
    const user = await users.find(transactions.reading, asked);
    return user ? this.of(transactions.reading, user) : null;
  }

  /** What there is to tell of a user. */
  async of(tx: Transaction, user: Member): Promise<UserSnapshot> {
    const { clock, workspaces } = this.parts;
    const { name } = await workspaces.workspace(tx, user.workspaceId);
    return userSnapshotOf(user, { name, invitation: openInvitationOf(user, clock.now()) });
  }
}

/** The invitation that a user may still accept; `null` for none. */
function openInvitationOf({ status, invitation }: Member, now: Date): UserSnapshot['invitation'] {
  if (status !== 'INVITED' || invitation === null || invitation.expiresAt <= now) return null;
  return { ...invitation, expiresAt: invitation.expiresAt.toISOString() };
}
