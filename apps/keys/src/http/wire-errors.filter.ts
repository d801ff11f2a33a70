import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import { Log } from '#libs/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toWireError } from './wire-error.js';

/** Turns every error into the wire format, and logs those that are the service's own. */
@Catch()
export class WireErrorsFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { id: requestId } = http.getRequest<FastifyRequest>();
    const body = toWireError(error, requestId);
    if (body.httpStatus >= 500) this.log.error('A request failed', error, { status: body.httpStatus, requestId });
    if (error instanceof DomainError && error.internal !== error.message) {
      this.log.info('A request was refused', { status: body.httpStatus, reason: error.internal, requestId });
    }
    const reply = http.getResponse<FastifyReply>();
    if (body.httpStatus === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.code(body.httpStatus).header('Content-Type', 'application/json; charset=utf-8').send(body);
  }
}
