import type { Span, SpanOptions, Tracer } from './spans.js';

/** Does the work of this process in spans, while tracing is on. */
let tracer: Tracer | undefined;

/** Of what is not traced nothing is kept. */
const NO_SPAN: Span = { add: () => undefined, fail: () => undefined };

/** Has this tracer do all work in spans from now on. Answers what takes it away again, once what it has is sent. */
export function traceWith(own: Tracer): () => Promise<void> {
  tracer = own;
  return async () => {
    await own.stop();
    if (tracer === own) tracer = undefined;
  };
}

/** Does `work` in a span, which ends with it and is marked where it fails. Without tracing it does the work, and that is all. */
export function inSpan<T>(options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer ? tracer.inSpan(options, work) : work(NO_SPAN);
}

/** Whether there is any use in describing a span: for where a request must not pay for that in vain. */
export function isTracing(): boolean {
  return tracer !== undefined;
}

/** The W3C `traceparent` of what is being worked on right now, for whatever goes on with it; `undefined` where nothing is traced. */
export function currentTraceparent(): string | undefined {
  return tracer?.current()?.traceparent;
}

/** The trace that what is being worked on right now belongs to; `undefined` where nothing is traced. */
export function currentTraceId(): string | undefined {
  return tracer?.current()?.traceId;
}
