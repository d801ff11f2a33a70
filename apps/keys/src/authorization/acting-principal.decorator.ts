import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whoever the request acts as; absent only on routes that are open to all. */
    principal?: Principal;
  }
}

/** The principal a route acts as. Fails with 401 on a route that was left open by mistake. */
export const ActingPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new DomainError('UNAUTHENTICATED', 'This needs an API key.');
  return principal;
});
