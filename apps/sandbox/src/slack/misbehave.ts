import type { FastifyReply } from 'fastify';
import type { SlackFault } from '../faults/index.js';

const SIGN_IN_PAGE = '<!doctype html><html><head><title>Sign in to the network</title></head><body>Please sign in.</body></html>';

/** Answers a call the way the fault says, given what the honest answer would have been. */
export function misbehave(fault: SlackFault, reply: FastifyReply, honest: Readonly<Record<string, unknown>> = { ok: true }) {
  switch (fault.fault) {
    case 'rateLimit':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      return reply.code(429).send({ ok: false, error: 'ratelimited' });
    case 'status':
      return reply.code(fault.status).type('text/plain').send('upstream connect error or disconnect/reset before headers');
    case 'error':
      return reply.send({ ok: false, error: fault.error });
    case 'html':
      return reply.type('text/html').send(SIGN_IN_PAGE);
    case 'truncated':
      return reply.type('application/json').send(firstHalf(JSON.stringify(honest)));
    case 'hang':
      return reply.hijack();
    case 'dropBefore':
    case 'dropAfterAcceptance':
      reply.hijack().raw.destroy();
      return reply;
  }
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
