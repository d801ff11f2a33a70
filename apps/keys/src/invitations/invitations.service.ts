import type { Transaction, Transactions } from '#libs/database';
import type { Clock, IdMaker } from '#libs/kernel';
import type { KeyHasher } from '../key-material/index.js';
import { INVITATION_MS, type Closing, type Invitation } from './invitation.js';
import { InvitationToken } from './invitation-token.js';
import type { InvitationsRepository } from './invitations.repository.js';

interface InvitationsServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly invitations: InvitationsRepository;
  readonly hasher: KeyHasher;
  readonly makeId: IdMaker;
  /** Where Curfew is in a browser. */
  readonly consoleUrl: string;
}

/**
 * Invitations and their links. Who may invite whom is not decided here. Whatever changes an invitation holds the lock of its user,
 * so of two who do so at once one comes second, and sees what the first has done.
 */
export class InvitationsService {
  constructor(private readonly parts: InvitationsServiceParts) {}

  /** Asks a user in, for seven days. The link of an earlier invitation is worthless from then on. */
  async open(tx: Transaction, { userId, workspaceId, invitedBy, createdAt }: Invited): Promise<Invitation> {
    const { invitations, makeId } = this.parts;
    const expiresAt = new Date(createdAt.getTime() + INVITATION_MS);
    const invitation = { id: makeId('in'), workspaceId, userId, invitedBy, createdAt, expiresAt };
    await this.close(tx, userId, 'REPLACED');
    await invitations.insert(tx, invitation);
    return invitation;
  }

  /** Closes the user's invitation, if there is one. */
  close(tx: Transaction, userId: string, as: Closing): Promise<void> {
    return this.parts.invitations.close(tx, userId, { as, now: this.parts.clock.now() });
  }

  /** The invitation that this token accepts at this moment; `undefined` whatever is wrong. What has no right seal is not looked up. */
  async opened(tx: Transaction, token: string): Promise<Invitation | undefined> {
    const { invitations, hasher, clock } = this.parts;
    const id = InvitationToken.read(token, hasher);
    return id === undefined ? undefined : invitations.findOpen(tx, id, clock.now());
  }

  /** The link by which an invitation is accepted; `null` if it is not open, or never was. */
  async link(invitationId: string): Promise<string | null> {
    const { invitations, transactions, hasher, clock, consoleUrl } = this.parts;
    if (!ID.test(invitationId)) return null;
    const invitation = await invitations.findOpen(transactions.reading, invitationId, clock.now());
    if (!invitation) return null;
    return `${consoleUrl.replace(/\/+$/, '')}/invitations/${InvitationToken.of(invitation.id, hasher).reveal()}`;
  }
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const ID = /^in[0-9a-f]{16}$/;

type Invited = Pick<Invitation, 'userId' | 'workspaceId' | 'invitedBy' | 'createdAt'>;
