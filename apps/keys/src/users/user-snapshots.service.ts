import type { UserSnapshot } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { userSnapshotOf, type WorkspacesService } from '../workspaces/index.js';
import type { MemberOfWorkspace } from './member.js';
import { openInvitationOf } from './open-invitation.js';
import type { UsersRepository } from './users.repository.js';

interface UserSnapshotsParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly users: UsersRepository;
  readonly workspaces: WorkspacesService;
}

/** Shows users to other services: no more of them than their events do. */
export class UserSnapshots {
  constructor(private readonly parts: UserSnapshotsParts) {}

  /** A user as events tell of them, whether they are in or out; `null` for none, and for one of another workspace. */
  async find(asked: MemberOfWorkspace): Promise<UserSnapshot | null> {
    const { transactions, clock, users, workspaces } = this.parts;
    const user = await users.find(transactions.reading, asked);
    if (!user) return null;
    const { name } = await workspaces.workspace(transactions.reading, user.workspaceId);
    return userSnapshotOf(user, { name, invitation: openInvitationOf(user, clock.now()) });
  }
}
