import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';
import { NOTHING, REQUIRED_PERMISSION, type Requirement } from './requires.decorator.js';

/**
 * Lets a principal through to the routes whose permission it holds. A request without a principal is one that authentication
 * let pass as open (health, metrics, documentation); a principal at a route that says nothing about itself is refused.
 */
@Injectable()
export class RequiresGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!principal) return true;
    const required = this.reflector.getAllAndOverride<Requirement | undefined>(REQUIRED_PERMISSION, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (required === NOTHING || (required && principal.permissions.has(required))) return true;
    throw new DomainError('FORBIDDEN', `This needs the permission "${required ?? 'none is declared'}".`);
  }
}
