import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { InvalidField } from '#libs/kernel';
import { faultsBody, type Faults } from '../faults/index.js';
import { CHANNELS, type MessageStore } from '../messages/index.js';
import type { Clicks } from '../slack/index.js';
import { validated } from './validated.js';

const empty = z.literal('').transform(() => undefined);

/** Which messages are asked for; an empty value asks for all, an unknown name is refused. */
export const searchQuery = z.strictObject({ channel: z.enum(CHANNELS).or(empty).optional(), contains: z.string().optional() });

const clickBody = z.strictObject({ message: z.string(), action: z.string(), as: z.string() });

/** What machines ask of. */
export interface MachineParts {
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly clicks: Clicks;
  readonly addresses: () => { readonly slack: string };
}

/** What tests and tools use: what was accepted, and how to misbehave next. README.md documents it. */
export function machineRoutes(app: FastifyInstance, { messages, faults, clicks, addresses }: MachineParts): void {
  app.get('/api/messages', (request) => ({ messages: messages.find(validated(searchQuery, request.query)) }));
  app.delete('/api/messages', (_request, reply) => {
    messages.clear();
    return reply.code(204).send();
  });
  app.post('/api/clicks', async (request) => {
    const { message: id, action, as } = validated(clickBody, request.body);
    const message = messages.get(id);
    if (message?.channel !== 'slack') throw new InvalidField('message', 'is no message in Slack');
    const responseUrl = new URL(`/answers/${id}`, addresses().slack).href;
    return { status: await clicks.click({ message, action, as, responseUrl }) };
  });
  app.get('/api/faults', () => faults.list());
  app.put('/api/faults', (request) => {
    faults.set(validated(faultsBody, request.body));
    return faults.list();
  });
}
