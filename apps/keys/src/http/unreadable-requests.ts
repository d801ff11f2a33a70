import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { randomId } from '#libs/kernel';
import { toWireError } from './wire-error.js';

/** What Node calls the ways in which a request can't be read, and the status each has. */
const statusOf: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers, in the wire format, a request that is no HTTP: it never becomes a request, so no hook or filter sees it. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = statusOf[error.code ?? ''] ?? 400;
  const requestId = randomId('rq');
  const body = JSON.stringify(
    toWireError(Object.assign(new Error('The request is not well-formed HTTP.'), { statusCode: status }), requestId),
  );
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      `X-Request-Id: ${requestId}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      `\r\n${body}`,
    ].join('\r\n'),
  );
}
