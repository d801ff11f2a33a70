import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Curfew } from '../asking/curfew.js';
import { CURFEW_SETTINGS, type CurfewSettings } from '../curfew-options.js';
import { letIn, passOf } from './passes.js';
import { refusalOf, withoutKey, type Refusal } from './refusals.js';
import { permissionsFor } from './required-permissions.js';

/** What is looked at of a request: Fastify's and Express's both have it. */
interface PresentedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly ip?: string;
}

/**
 * Lets a request in with a good API key or personal access token, in `Authorization: Bearer …` and nowhere else, that has the
 * permissions the route requires. Otherwise 401; 403 INSUFFICIENT_PERMISSIONS; and 503 when Curfew does not answer. Asks once
 * for each request, however often it stands before a route.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(Curfew) private readonly curfew: Curfew,
    @Inject(CURFEW_SETTINGS) private readonly settings: CurfewSettings,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') throw new Error('The ApiKeyGuard guards HTTP routes and nothing else.');
    const request = context.switchToHttp().getRequest<PresentedRequest>();
    const route = context.getHandler();
    if (passOf(request)?.route === route) return true;

    const { authorization, 'user-agent': userAgent } = request.headers;
    const key = bearerKey(authorization);
    if (key === undefined) return this.refuse(context, withoutKey());
    const permissions = permissionsFor(context);
    const bearer = { address: request.ip, userAgent: oneOf(userAgent) };
    const verification = await this.curfew.verify(key, { permissions, bearer });
    if (!verification.valid) return this.refuse(context, refusalOf(verification, permissions));
    letIn(request, { credential: verification, route });
    return true;
  }

  private refuse(context: ExecutionContext, { exception, challenge }: Refusal): never {
    const error = challenge === undefined ? '' : `, error="${challenge}"`;
    const response = context.switchToHttp().getResponse<unknown>();
    this.host.httpAdapter.setHeader(response, 'WWW-Authenticate', `Bearer realm="${this.settings.service}"${error}`);
    throw exception;
  }
}

/** The key of an `Authorization: Bearer …` header; `undefined` for no header and for every other kind. */
function bearerKey(authorization: string | string[] | undefined): string | undefined {
  return /^Bearer +([^\s,]+) *$/i.exec(oneOf(authorization) ?? '')?.[1];
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
