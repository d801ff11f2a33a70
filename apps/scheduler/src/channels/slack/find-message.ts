import type { WebClient } from '@slack/web-api';
import type { Trace } from '../../delivery-core/index.js';
import { deliveryIdIn } from './message-metadata.js';

const PAGE = 200;
const MOST_PAGES = 20;

/** Our clock and Slack's may differ by this much. */
const SLACK_MS = 5 * 60_000;

/** A message that may have been posted, and where. */
interface Sought {
  readonly id: string;
  readonly conversation: string;
  readonly claimedAt: Date;
}

/**
 * Reads a conversation's history from a little before the claim on. `absent` only once all of it was read without meeting
 * the message's id. Rejects when Slack can't be asked.
 */
export async function findMessage(client: WebClient, { id, conversation, claimedAt }: Sought): Promise<Trace> {
  const oldest = ((claimedAt.getTime() - SLACK_MS) / 1_000).toFixed(6);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const history = await client.conversations.history({
      channel: conversation,
      oldest,
      limit: PAGE,
      include_all_metadata: true,
      cursor,
    });
    if (!history.messages) return 'unknown';
    if (history.messages.some(({ metadata }) => deliveryIdIn(metadata) === id)) return 'accepted';
    cursor = history.response_metadata?.next_cursor;
    if (!cursor) return history.has_more ? 'unknown' : 'absent';
  }
  return 'unknown';
}
