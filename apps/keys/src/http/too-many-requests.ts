import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A request beyond what its sender may send in a minute. Answered 429, as problem details (RFC 9457). */
export class TooManyRequests extends Error {
  constructor(
    detail: string,
    /** After how many seconds there is room again. */
    readonly retryAfterSeconds: number,
  ) {
    super(detail);
    this.name = TooManyRequests.name;
  }
}

/** The body of a 429: the one error that has the format of RFC 9457 instead of the API's own. */
export const problemDetails = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'retryAfter'],
  properties: {
    type: { type: 'string', example: 'about:blank' },
    title: { type: 'string', example: 'Too Many Requests' },
    status: { type: 'integer', example: 429 },
    detail: { type: 'string', example: 'This credential may send 1000 requests a minute.' },
    retryAfter: { type: 'integer', description: 'Seconds, as in Retry-After.', example: 17 },
  },
};

/** Answers a request that was one too many. */
export function answerTooMany(reply: FastifyReply, { message, retryAfterSeconds }: TooManyRequests): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[429], status: 429, detail: message, retryAfter: retryAfterSeconds };
  void reply
    .code(429)
    .header('Retry-After', String(retryAfterSeconds))
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    // As bytes: what is no text keeps its content type as it is.
    .send(Buffer.from(JSON.stringify(problem)));
}
