import { Catch, ServiceUnavailableException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import { Log } from '#libs/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerTooMany, TooManyRequests } from './too-many-requests.js';
import { toWireError, type WireError } from './wire-error.js';

/** Turns every error into the wire format, and logs those that are the service's own. */
@Catch()
export class WireErrorsFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    // Only readiness throws this, and what it throws is its report.
    if (error instanceof ServiceUnavailableException) return void reply.code(503).send(error.getResponse());
    if (error instanceof TooManyRequests) {
      answerTooMany(reply, error);
      return;
    }
    const { id: requestId, raw } = http.getRequest<FastifyRequest>();
    const cause = raw.errored === error ? new BrokenOff() : error;
    const body = toWireError(cause, requestId);
    this.report(cause, body);
    if (body.httpStatus === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.code(body.httpStatus).header('Content-Type', 'application/json; charset=utf-8').send(body);
  }

  private report(error: unknown, { httpStatus: status, requestId }: WireError): void {
    const untold = error instanceof DomainError && error.internal !== error.message ? { reason: error.internal } : undefined;
    if (status >= 500) this.log.error('A request failed', error, { status, requestId, ...untold });
    else if (untold) this.log.info('A request was refused', { status, requestId, ...untold });
  }
}

/** The client went away before it had sent everything: no failure of the service, and nobody reads the answer. */
class BrokenOff extends DomainError {
  constructor() {
    super('BAD_REQUEST', 'The request broke off.', 'The client went away while it was sending.');
  }
}
