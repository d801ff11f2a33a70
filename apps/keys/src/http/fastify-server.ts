import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { acceptJsonBodies, BODY_LIMIT } from './json-bodies.js';
import { requestIdOf } from './request-id.js';
import { answerUnreadable } from './unreadable-requests.js';

/** A request has to arrive within this time, or its connection is closed: milliseconds. */
const REQUEST_TIMEOUT_MS = 15_000;

/** The HTTP server, before it knows any route. */
export function fastifyServer(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
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
