import { redact } from '../redaction.js';

/** Where work comes from: `server` and `consumer` begin what others asked for, `client` asks others, `internal` neither. */
export type SpanKind = 'server' | 'consumer' | 'client' | 'internal';

/**
 * What a span may say of its work; anything else is dropped. As with log lines: names of credentials, addresses of people,
 * bodies, headers and query strings are not here, and that is the point.
 */
export const spanAttributes = [
  'curfew.attempt',
  'curfew.channel',
  'curfew.cid',
  'curfew.count',
  'curfew.event_id',
  'curfew.message_id',
  'curfew.outcome',
  'curfew.request_id',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
] as const;

/** What a span says of its work, by name. */
export type SpanAttributes = Readonly<Partial<Record<(typeof spanAttributes)[number], string | number | undefined>>>;

/** What is known of a piece of work when it begins. */
export interface SpanOptions {
  /** The kind of work, of few kinds; never with an id in it. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
  /** The `traceparent` of what a `server` or `consumer` goes on with; without a sound one a trace begins. */
  readonly parent?: unknown;
  /** The `traceparent` of each of what led here long ago. */
  readonly links?: readonly unknown[];
}

/** A piece of work under way. */
export interface Span {
  add(attributes: SpanAttributes): void;
  /** It came to nothing. `type` is a class of failures; why exactly, the log says. */
  fail(type: string): void;
}

/** Does work in spans, and has them sent. */
export interface Tracer {
  inSpan<T>(options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** The place in the trace of what is being worked on right now. */
  current(): { readonly traceId: string; readonly traceparent: string } | undefined;
  /** Sends what has not been sent, for so long as there is time. Never rejects. */
  stop(): Promise<void>;
}

/** Keeps the allowed attributes, with secrets taken out of their texts. */
export function allowedAttributes(attributes: SpanAttributes): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const name of spanAttributes) {
    const value = attributes[name];
    if (typeof value === 'string') kept[name] = redact(value);
    else if (typeof value === 'number') kept[name] = value;
  }
  return kept;
}
