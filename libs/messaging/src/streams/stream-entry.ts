import { z } from 'zod';

/** One raw entry of a stream. */
export interface StreamEntry {
  readonly streamId: string;
  /** The text of the field `event`, or `undefined` where the entry has none. */
  readonly text: string | undefined;
}

/** What every event on a stream has, whatever else its schema asks for. */
export interface StreamEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly requestid?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** An entry that made sense, or the reason why it did not. */
export type Decoded<Event extends StreamEvent> = { readonly event: Event } | { readonly poison: string };

/** Larger than any event Curfew writes; a text beyond it is not even parsed. */
const LARGEST_EVENT_CHARACTERS = 262_144;

/** Reads an entry strictly by its schema. Never throws: what can't be read is poison, with the reason. */
export function decode<Event extends StreamEvent>(entry: StreamEntry, schema: z.ZodType<Event>): Decoded<Event> {
  if (entry.text === undefined) return { poison: 'the entry has no field "event"' };
  if (entry.text.length > LARGEST_EVENT_CHARACTERS)
    return { poison: `the event is ${String(entry.text.length)} characters long` };
  const json = parseJson(entry.text);
  if (json === undefined) return { poison: 'the event is not JSON' };
  const parsed = schema.safeParse(json);
  return parsed.success ? { event: parsed.data } : { poison: z.prettifyError(parsed.error) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads the `[id, [field, value, …]]` pairs that Redis answers. Entries deleted meanwhile come without fields. */
export function toEntries(raw: unknown): StreamEntry[] {
  const pairs = (raw ?? []) as [string, string[] | null][];
  return pairs.map(([streamId, fields]) => {
    // Names and values take turns: a value may well read `event`.
    const at = fields?.findIndex((field, index) => index % 2 === 0 && field === 'event') ?? -1;
    return { streamId, text: at === -1 ? undefined : fields?.[at + 1] };
  });
}
