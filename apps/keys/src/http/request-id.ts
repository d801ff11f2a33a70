import type { IncomingHttpHeaders } from 'node:http';
import { randomId } from '#libs/kernel';
import { redact } from '#libs/observability';

/** What a caller may choose: nothing that could break a line of a log or a header, and no credential (ids go into logs and events). */
const ACCEPTED = /^[\w.-]{1,64}$/;

/** The id of a request: the caller's `X-Request-Id` if it is a harmless one, else a fresh one. */
export function requestIdOf({ 'x-request-id': given }: IncomingHttpHeaders): string {
  return typeof given === 'string' && ACCEPTED.test(given) && redact(given) === given ? given : randomId('rq');
}
