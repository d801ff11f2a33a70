import type { UserSnapshot } from '#libs/contracts';
import type { Member } from './member.js';

/** The invitation that a user may still accept, as other services are told of it; `null` for none. */
export function openInvitationOf({ status, invitation }: Member, now: Date): UserSnapshot['invitation'] {
  if (status !== 'INVITED' || invitation === null || invitation.expiresAt <= now) return null;
  return { ...invitation, expiresAt: invitation.expiresAt.toISOString() };
}
