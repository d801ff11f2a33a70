import type { ClaimedInvitation } from './claimed-invitation.js';

/** What the log says of an invitation: its id, which says nothing of its link, and those that lead back to the request. */
export function fieldsOf({ id, fence, eventId, requestId }: ClaimedInvitation) {
  return { messageId: id, channel: 'EMAIL', fence, eventId, ...(requestId === null ? {} : { requestId }) };
}
