import { inSpan, type SpanOptions } from '#libs/observability';
import type { Settlement } from '../delivery-core/index.js';
import type { ClaimedMessage } from './claimed-message.js';

/** At most so many credentials of one message are linked to. */
const MOST_LINKS = 20;

/**
 * Sees a message through in a span that leads back to the traces in which its credentials changed: by links, as that may be months
 * ago. It says how it went, and neither to whom nor of what.
 */
export function inSendSpan(message: ClaimedMessage, see: () => Promise<Settlement | undefined>): Promise<Settlement | undefined> {
  return inSpan(spanOf(message), async (span) => {
    const settlement = await see();
    // None: it is another's to settle by now.
    span.add({ 'curfew.outcome': settlement?.to ?? 'lost' });
    const failure = settlement && failureOf(settlement);
    if (failure !== undefined) span.fail(failure);
    return settlement;
  });
}

function spanOf({ id, channel, count, attempts, subjects }: ClaimedMessage): SpanOptions {
  const attributes = {
    'curfew.attempt': attempts + 1,
    'curfew.channel': channel,
    'curfew.count': count,
    'curfew.message_id': id,
  };
  const links = subjects.flatMap(({ traceparent }) => traceparent ?? []).slice(0, MOST_LINKS);
  return { name: `send ${channel}`, kind: 'client', attributes, links: [...new Set(links)] };
}

/** A provider that asks for patience has not failed, nor has who stops as the world has changed. */
function failureOf(settlement: Settlement): string | undefined {
  switch (settlement.to) {
    case 'deliver':
    case 'resend':
      return undefined;
    case 'release':
      return settlement.cause === 'failed' || settlement.cause === 'ours' ? settlement.cause : undefined;
    case 'fail':
    case 'giveUp':
    case 'keep':
      return settlement.to;
  }
}
