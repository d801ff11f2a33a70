import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import { networkOf } from '../addresses/index.js';
import type { Invitee } from '../authorization/index.js';
import type { Invitation, InvitationsService } from '../invitations/index.js';
import type { IpGate } from '../ip-allowlist/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { AcceptInvitation } from './dto/accept-invitation.dto.js';
import type { FirstTokens } from './first-tokens.js';
import type { Joined } from './joined.js';
import type { Member } from './member.js';
import type { UserChanges } from './user-changes.js';
import type { UsersRepository } from './users.repository.js';

interface JoiningServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly users: UsersRepository;
  readonly changes: UserChanges;
  readonly invitations: InvitationsService;
  readonly firstTokens: FirstTokens;
  readonly ipGate: IpGate;
  readonly rateLimits: RateLimits;
}

/** Lets people in who were invited. */
export class JoiningService {
  constructor(private readonly parts: JoiningServiceParts) {}

  /**
   * Makes a user of whoever holds the token of an open invitation, once: of two who come at the same instant one is late. Without
   * it UNAUTHENTICATED, in the same words whatever is wrong, and counted as any credential is that fails. FORBIDDEN for an address
   * that the workspace does not let in: the invitation stays open.
   */
  async accept(body: AcceptInvitation, address: string): Promise<Joined> {
    try {
      return await this.join(body, address);
    } catch (error) {
      if (error instanceof InvalidInvitation) this.parts.rateLimits.count('address', networkOf(address));
      throw error;
    }
  }

  private async join(body: AcceptInvitation, address: string): Promise<Joined> {
    const { transactions, invitations, ipGate } = this.parts;
    const invitation = await invitations.opened(transactions.reading, body.token);
    if (!invitation) throw new InvalidInvitation();
    await ipGate.assertWelcomeIn(invitation.workspaceId, address);
    return transactions.run(async (tx) => {
      const user = await this.invited(tx, invitation, body);
      const by = { kind: 'invitee', workspaceId: user.workspaceId, userEmail: user.email, address } as const;
      const joined = await this.letIn(tx, user, { by, name: body.name ?? user.name });
      return { user: joined, issued: await this.parts.firstTokens.issue(tx, joined, by) };
    });
  }

  /** Whom the invitation is for, locked, if it still is open: somebody else may have used it, closed it or put the user out. */
  private async invited(tx: Transaction, { workspaceId, userId }: Invitation, { token }: AcceptInvitation): Promise<Member> {
    const user = await this.parts.users.findLocked(tx, { workspaceId, id: userId });
    const isOpen = (await this.parts.invitations.opened(tx, token)) !== undefined;
    if (!user || !isOpen) throw new InvalidInvitation();
    return user;
  }

  private async letIn(
    tx: Transaction,
    before: Member,
    { by, name }: { readonly by: Invitee; readonly name: string },
  ): Promise<Member> {
    const { clock, invitations, changes } = this.parts;
    await invitations.close(tx, before.id, 'ACCEPTED');
    const after: Member = { ...before, name, joinedAt: clock.now(), status: 'ACTIVE', invitation: null };
    return changes.store(tx, { by, action: 'UPDATE', before, after });
  }
}

class InvalidInvitation extends DomainError {
  constructor() {
    super('UNAUTHENTICATED', 'This invitation is not valid, or no longer. Ask whoever invited you for another one.');
  }
}
