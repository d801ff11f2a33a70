import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, onTrail } from '#libs/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestMetrics } from './request-metrics.js';
import { inRequestSpan, isTraced } from './request-span.js';

/** All that the page at `/docs` needs, and what keeps a key that is typed into it here. Any other answer needs less. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Says that answers are to be taken as what they say they are, shown in no frame, and kept by nobody. */
const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Lets a request in, or rejects. */
type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

interface Hooked {
  readonly app: NestFastifyApplication;
  readonly adapter: FastifyAdapter;
  readonly admit: Admit;
}

/** What happens around every request, before any route is looked at and after the answer is out. */
export function hookIntoRequests({ app, adapter, admit }: Hooked): void {
  adapter.setOnRequestHook((request, reply, done) => {
    void reply.headers({ ...HEADERS, 'X-Request-Id': request.id });
    const begin = () => {
      admit(request, reply).then(() => done(), done);
    };
    onTrail({ requestId: request.id }, isTraced(request) ? () => inRequestSpan({ request, reply }, begin) : begin);
  });
  const [log, metrics] = [app.get(Log), app.get(RequestMetrics)];
  adapter.setOnResponseHook((request, reply, done) => {
    const answered = describe(request, reply);
    metrics.observe(answered);
    const { method, route: path, status, durationMs } = answered;
    const principal = request.principal?.id;
    log.info('Answered', { method, path, status, durationMs, requestId: request.id, ...(principal ? { principal } : {}) });
    done();
  });
}

function describe(request: FastifyRequest, reply: FastifyReply) {
  return {
    method: request.method,
    route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
  };
}
