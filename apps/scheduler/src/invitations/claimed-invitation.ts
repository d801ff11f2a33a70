/** An invitation that this process may send, for as long as its lease holds and its fence is the highest. */
export interface ClaimedInvitation {
  readonly id: string;
  readonly fence: number;
  /** Whether whoever claimed it before is not known to have finished: it may have arrived. */
  readonly lost: boolean;
  readonly bodyBegun: boolean;
  readonly resent: boolean;
  readonly attempts: number;
  /** Seconds since it was first claimed for this try, by the database's clock. */
  readonly ageSeconds: number;
  readonly name: string;
  readonly email: string;
  readonly invitedBy: string;
  readonly workspaceName: string;
  readonly expiresAt: Date;
  readonly eventId: string;
  readonly requestId: string | null;
}

/** The right to write what came of an invitation: its id, and the fence under which it was claimed. */
export type Fenced = Pick<ClaimedInvitation, 'id' | 'fence'>;
