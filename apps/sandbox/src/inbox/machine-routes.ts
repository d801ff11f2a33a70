import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultsBody, type Faults } from '../faults/index.js';
import { CHANNELS, type MessageStore } from '../messages/index.js';
import { validated } from './validated.js';

const empty = z.literal('').transform(() => undefined);

/** Which messages are asked for; an empty value asks for all, an unknown name is refused. */
export const searchQuery = z.strictObject({ channel: z.enum(CHANNELS).or(empty).optional(), contains: z.string().optional() });

/** What tests and tools use: what was accepted, and how to misbehave next. README.md documents it. */
export function machineRoutes(app: FastifyInstance, { messages, faults }: { messages: MessageStore; faults: Faults }): void {
  app.get('/api/messages', (request) => ({ messages: messages.find(validated(searchQuery, request.query)) }));
  app.delete('/api/messages', (_request, reply) => {
    messages.clear();
    return reply.code(204).send();
  });
  app.get('/api/faults', () => faults.list());
  app.put('/api/faults', (request) => {
    faults.set(validated(faultsBody, request.body));
    return faults.list();
  });
}
