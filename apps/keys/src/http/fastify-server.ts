import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { acceptJsonBodies, BODY_LIMIT } from './json-bodies.js';
import { requestIdOf } from './request-id.js';
import { answerUnreadable } from './unreadable-requests.js';

/** How long a request may take to arrive before its connection is answered 408 and closed: milliseconds. */
export interface ArrivalLimits {
  readonly headersMs: number;
  /** For all of it, headers included. */
  readonly requestMs: number;
  /** How often connections are looked at: by so much a limit may be passed. */
  readonly checkedEveryMs: number;
}

const ARRIVAL_LIMITS: ArrivalLimits = { headersMs: 10_000, requestMs: 15_000, checkedEveryMs: 1_000 };

/**
 * The HTTP server, before it knows any route. `trustedProxies` are addresses and CIDR ranges: what such a peer forwards is
 * believed about where a request comes from; what any other peer says of that is not looked at.
 */
export function fastifyServer(
  { headersMs, requestMs, checkedEveryMs } = ARRIVAL_LIMITS,
  trustedProxies: readonly string[] = [],
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: BODY_LIMIT,
    requestTimeout: requestMs,
    // Node's own would let headers take a minute, and look every 30 seconds.
    http: { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: checkedEveryMs },
    // Requests that arrive on open connections during shutdown are answered, not refused.
    return503OnClosing: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers),
    clientErrorHandler: answerUnreadable,
    rewriteUrl: ({ url = '/' }: IncomingMessage) => (isDecodable(url) ? url : NOWHERE),
    // An id of any length is looked at and not found.
    routerOptions: { maxParamLength: 16_384 },
  });
  acceptJsonBodies(adapter.getInstance());
  return adapter;
}

/** An address without a route. */
const NOWHERE = '/malformed-address';

/** Fastify would answer an address it can't decode before any hook runs: without authentication, and in a format of its own. */
function isDecodable(url: string): boolean {
  try {
    decodeURI(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
