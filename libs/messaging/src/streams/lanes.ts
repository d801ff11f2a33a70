import type { StreamEntry } from './stream-entry.js';

/** How many subjects are worked on side by side. */
const LANES = 8;

const SUBJECT = /"subject"\s*:\s*"([^"]{1,128})"/;

/**
 * Deals entries out to lanes by their subject and works on the lanes side by side: events of one subject stay in order.
 * The subject is read off the text without parsing it; a wrong guess costs order within poison, nothing else. When a lane
 * fails the others finish first: their entries are still in hand, and nobody may hand them out again meanwhile.
 */
export async function inLanes(
  entries: readonly StreamEntry[],
  work: (lane: readonly StreamEntry[]) => Promise<void>,
): Promise<void> {
  const lanes = new Map<number, StreamEntry[]>();
  for (const entry of entries) {
    const lane = hash(SUBJECT.exec(entry.text ?? '')?.[1] ?? entry.streamId) % LANES;
    lanes.set(lane, [...(lanes.get(lane) ?? []), entry]);
  }
  const atWork = [...lanes.values()].map(work);
  await Promise.allSettled(atWork);
  await Promise.all(atWork);
}

function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index += 1) value = (value * 31 + text.charCodeAt(index)) >>> 0;
  return value;
}
