import type { ClaimedMessage } from './claimed-message.js';

/** At most so many ids of one message are logged. */
const IDS_LOGGED = 20;

/** What the log says of a message: its ids, and those that lead back to the requests behind it. */
export function fieldsOf({ id, channel, fence, subjects, count }: ClaimedMessage) {
  const some = subjects.slice(0, IDS_LOGGED);
  return {
    messageId: id,
    channel,
    fence,
    count,
    cids: some.map(({ credential }) => credential.cid),
    eventIds: some.map(({ eventId }) => eventId),
    requestIds: some.flatMap(({ requestId }) => requestId ?? []),
  };
}
