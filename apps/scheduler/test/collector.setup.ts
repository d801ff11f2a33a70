import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '#libs/testing';

/** A span as a collector sees it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  /** 2: server, 3: client, 5: consumer. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

/** An OTLP collector on loopback, that takes traces in JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** All that came in, headers included. */
  readonly raw: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        collector.raw.push(`${request.url ?? ''} ${JSON.stringify(request.headers)} ${body}`);
        collector.headers.push(request.headers);
        collector.spans.push(...spansOf(JSON.parse(body) as OtlpBody));
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const collector = new Collector(`http://127.0.0.1:${String(port)}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return collector;
  }

  /** Waits until a span comes in that is as described. */
  span(what: string, is: (span: CollectedSpan) => boolean): Promise<CollectedSpan> {
    return until(() => this.spans.find(is) ?? false, { what: `the collector has ${what}`, withinMs: 20_000 });
  }
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan extends Omit<CollectedSpan, 'service' | 'links' | 'attributes' | 'failed'> {
  readonly links?: CollectedSpan['links'];
  readonly attributes: readonly OtlpAttribute[];
  readonly status?: { readonly code?: number };
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

function spansOf({ resourceSpans }: OtlpBody): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ links = [], attributes, status, ...span }) => ({
        ...span,
        service,
        links,
        attributes: valuesOf(attributes),
        failed: status?.code === 2,
      }));
  });
}

function valuesOf(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
