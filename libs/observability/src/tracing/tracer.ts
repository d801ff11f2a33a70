import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as SdkSpan,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.js';
import { AudibleExporter } from './audible-exporter.js';
import { allowedAttributes, type Span, type SpanOptions, type Tracer } from './spans.js';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

/** How long a process that ends may take over its last spans, in milliseconds: little, of the 25 s that it has. */
const LAST_FLUSH_MS = 3_000;

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

interface TracerOptions {
  readonly service: string;
  /** The base address of the collector; `/v1/traces` is below it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly log: Log;
}

/**
 * The OpenTelemetry SDK, and the only file that knows it: spans go in batches, as OTLP in JSON over HTTP. Sampling, the size of
 * batches, timeouts, compression and certificates are as the SDK reads them from the environment. Nothing is registered globally.
 */
export function openTracer({ service, endpoint, headers, log }: TracerOptions): Tracer {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new AudibleExporter(new OTLPTraceExporter({ url, ...(headers && { headers: { ...headers } }) }), log);
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'service.name': service }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  return new OtlpTracer(provider);
}

class OtlpTracer implements Tracer {
  private readonly active = new AsyncLocalStorage<SdkSpan>();

  constructor(private readonly provider: BasicTracerProvider) {}

  async inSpan<T>(options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
    const sdkSpan = this.start(options);
    const span = handleOf(sdkSpan);
    try {
      return await this.active.run(sdkSpan, () => work(span));
    } catch (error) {
      span.fail(error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      sdkSpan.end();
    }
  }

  current(): { readonly traceId: string; readonly traceparent: string } | undefined {
    const context = this.active.getStore()?.spanContext();
    if (!context) return undefined;
    const { traceId, spanId, traceFlags } = context;
    const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    return { traceId, traceparent: formatTraceparent({ traceId, spanId, sampled }) };
  }

  async stop(): Promise<void> {
    const stopped = this.provider.shutdown().catch(() => undefined);
    await Promise.race([stopped, pause(LAST_FLUSH_MS, undefined, { ref: false })]);
  }

  private start({ name, kind, attributes = {}, parent, links = [] }: SpanOptions): SdkSpan {
    const context = kind === 'server' || kind === 'consumer' ? remote(parent) : this.around();
    return this.provider.getTracer('curfew').startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: allowedAttributes(attributes),
        links: links.flatMap((link) => placeOf(link) ?? []).map((place) => ({ context: place })),
      },
      context,
    );
  }

  private around(): Context {
    const span = this.active.getStore();
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT;
  }
}

function handleOf(span: SdkSpan): Span {
  return {
    add(attributes) {
      span.setAttributes(allowedAttributes(attributes));
    },
    fail(type) {
      span.setAttributes(allowedAttributes({ 'error.type': type })).setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

function remote(traceparent: unknown): Context {
  const place = placeOf(traceparent);
  return place ? trace.setSpanContext(ROOT_CONTEXT, place) : ROOT_CONTEXT;
}

function placeOf(traceparent: unknown) {
  const place = parseTraceparent(traceparent);
  if (!place) return undefined;
  const { traceId, spanId, sampled } = place;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}
