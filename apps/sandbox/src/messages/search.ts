import type { Channel, Message } from './message.js';

/** Which messages are asked for; an absent part asks for all. */
export interface Search {
  readonly channel?: Channel | undefined;
  readonly contains?: string | undefined;
}

/**
 * Whether a message is asked for. `contains` is looked for, in any letter case, in everything a reader could see: recipient,
 * subject, text, HTML, the strings inside the blocks, and the raw message.
 */
export function matches(message: Message, { channel, contains }: Search): boolean {
  if (channel && message.channel !== channel) return false;
  if (!contains) return true;
  const wanted = contains.toLowerCase();
  return readable(message).some((text) => text.toLowerCase().includes(wanted));
}

function readable(message: Message): string[] {
  const { to, subject, text, html, blocks, raw } = message;
  return [to, subject ?? '', text, html ?? '', raw, ...stringsIn(blocks)];
}

/** JSON escapes quotes and line breaks, so the strings are taken out of the blocks instead of searching their JSON. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
