import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Faults } from '../faults/index.js';
import type { MessageStore } from '../messages/index.js';
import { LiveFeed } from './live-feed.js';
import { searchQuery } from './machine-routes.js';
import { script } from './page/script.js';
import { shell, type Addresses } from './page/shell.js';
import { style } from './page/style.js';
import { validated } from './validated.js';
import type { Html } from './views/html.js';
import { listView } from './views/list-view.js';
import { messageView } from './views/message-view.js';

/** Everything comes from here and nothing inline runs, so a message can show itself but never act. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** An email's own document: styled as it likes, but without scripts, forms, or anything fetched from anywhere. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** What the page shows. */
export interface PageParts {
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly addresses: () => Addresses;
}

/** What a person uses: the inbox page, drawn here, and the stream that keeps it live. */
export function pageRoutes(app: FastifyInstance, { messages, faults, addresses }: PageParts): void {
  const feed = new LiveFeed();
  messages.listen(() => feed.changed());
  faults.listen(() => feed.changed());
  app.get('/', (_request, reply) => page(reply, shell(addresses())));
  app.get('/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.get('/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  app.get('/inbox/events', (_request, reply) => {
    feed.attach(reply.hijack().raw);
  });
  app.get('/inbox/list', (request, reply) =>
    page(reply, listView({ messages: messages.find(validated(searchQuery, request.query)), faults: faults.list() })),
  );
  app.get<{ Params: { id: string } }>('/inbox/messages/:id', (request, reply) => {
    const message = messages.get(request.params.id);
    return message ? page(reply, messageView(message)) : reply.code(404).send();
  });
  app.get<{ Params: { id: string } }>('/inbox/messages/:id/body', (request, reply) => {
    const message = messages.get(request.params.id);
    if (!message?.html) return reply.code(404).send();
    reply.header('content-security-policy', MAIL_POLICY);
    return reply.type('text/html; charset=utf-8').send(opensLinksElsewhere(message.html));
  });
}

function page(reply: FastifyReply, markup: Html): FastifyReply {
  return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(String(markup));
}

/** The email's document, whose links leave the frame. What is added comes after a doctype, which counts only at the start. */
function opensLinksElsewhere(document: string): string {
  return document.replace(/^\s*(<!doctype[^>]*>)?/i, '$&<base target="_blank">');
}
