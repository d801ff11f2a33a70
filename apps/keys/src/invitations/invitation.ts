/** How long an invitation can be accepted, in milliseconds: seven days. */
export const INVITATION_MS = 7 * 24 * 60 * 60 * 1_000;

/** A user who was asked in. A user has at most one that is not closed. */
export interface Invitation {
  readonly id: string;
  readonly workspaceId: string;
  readonly userId: string;
  /** The address of whoever invited. */
  readonly invitedBy: string;
  readonly createdAt: Date;
  /** From this instant on it can't be accepted. */
  readonly expiresAt: Date;
}

/** What becomes of an invitation: accepted, replaced by a newer one, or withdrawn with the user. */
export type Closing = 'ACCEPTED' | 'REPLACED' | 'WITHDRAWN';
