import { inSpan, isTracing } from '#libs/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Probes and scrapes: they come every few seconds, and would be most of what there is to see. */
const UNTRACED_ROUTES = /^\/(health|metrics)(\/|$)/;

interface Traced {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Whether there is to be a span for a request at all. */
export function isTraced(request: FastifyRequest): boolean {
  return isTracing() && !UNTRACED_ROUTES.test(routeOf(request) ?? '');
}

/**
 * Begins the work for a request in a span that ends when the connection has the answer, or is gone. It goes on with the
 * `traceparent` that the caller sends, and says nothing else of what came in: no address, no query, no header.
 */
export function inRequestSpan({ request, reply }: Traced, begin: () => void): void {
  const route = routeOf(request);
  const { method, id, headers } = request;
  const attributes = { 'http.request.method': method, 'http.route': route, 'curfew.request_id': id };
  const name = route === undefined ? method : `${method} ${route}`;
  void inSpan({ name, kind: 'server', parent: headers['traceparent'], attributes }, async (span) => {
    const closed = new Promise<void>((resolve) => reply.raw.once('close', resolve));
    begin();
    await closed;
    const status = reply.statusCode;
    span.add({ 'http.response.status_code': status });
    if (status >= 500) span.fail(String(status));
  });
}

/** The pattern of the route, never the path that was asked for. */
function routeOf({ is404, routeOptions }: FastifyRequest): string | undefined {
  return is404 ? undefined : routeOptions.url;
}
