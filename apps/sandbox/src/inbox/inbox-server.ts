import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { InvalidField } from '#libs/kernel';
import type { Clicks } from '../slack/index.js';
import { machineRoutes } from './machine-routes.js';
import { pageRoutes, type PageParts } from './page-routes.js';

/** What the inbox shows and says. */
export interface InboxParts extends PageParts {
  readonly clicks: Clicks;
  /** Whether all three servers listen. */
  readonly isReady: () => boolean;
}

/** The inbox: a page for people, an interface for machines, and the health check. */
export function inboxServer(parts: InboxParts): FastifyInstance {
  const app = fastify({ bodyLimit: 1024 * 1024, forceCloseConnections: true, logger: false });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    done();
  });
  app.get('/health/ready', (_request, reply) =>
    parts.isReady() ? { status: 'ok' } : reply.code(503).send({ status: 'starting' }),
  );
  machineRoutes(app, parts);
  pageRoutes(app, parts);
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (!(error instanceof InvalidField)) return reply.send(error);
    const { message: details, field } = error;
    return reply.code(400).send({ message: 'Bad Request', type: 'BAD_REQUEST', details, field, httpStatus: 400 });
  });
  return app;
}
