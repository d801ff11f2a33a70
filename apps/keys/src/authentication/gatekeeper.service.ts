import { InvalidField, type Clock } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXPIRING_MS } from '../credentials/index.js';
import { clientAddress } from '../addresses/index.js';
import type { IpGate } from '../ip-allowlist/index.js';
import type { Authenticator } from './authenticator.service.js';
import { credentialInQuery } from './query-credentials.js';

/** The routes that answer anyone, as they are registered. Everything else needs a credential, be there a route or not. */
const OPEN_ROUTES = /^\/(health|metrics|docs|docs-json|docs-yaml)(\/|$)/;

interface GatekeeperParts {
  readonly authenticator: Authenticator;
  readonly ipGate: IpGate;
  readonly clock: Clock;
}

/** Stands before every route: lets a request in only with a valid credential, and puts its principal on it. */
export class Gatekeeper {
  constructor(private readonly parts: GatekeeperParts) {}

  /**
   * Denies by default. The decision hangs on the route the router found, not on how the path was spelled: an address without
   * a route has none, so it is as closed as the rest. Throws FORBIDDEN for an address that an IP allowlist keeps out (if it
   * is on nobody's, before a credential is looked at), UNAUTHENTICATED, or BAD_REQUEST for a credential in the query.
   */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isOpen(request)) return;
    const { authenticator, ipGate } = this.parts;
    const [address, { authorization }] = [clientAddress(request), request.headers];
    await ipGate.assertWelcomeSomewhere(address);
    const { principal, expiresAt } = await authenticator.authenticate({ authorization, address });
    await ipGate.assertWelcomeIn(principal.workspaceId, address);
    request.principal = principal;
    this.warnOfExpiry(reply, expiresAt);
    const parameter = credentialInQuery(request.query);
    if (parameter !== undefined)
      throw new InvalidField(parameter, 'credentials do not belong into an address; use the Authorization header');
  }

  private warnOfExpiry(reply: FastifyReply, expiresAt: Date | null): void {
    if (expiresAt === null || expiresAt.getTime() - this.parts.clock.now().getTime() > EXPIRING_MS) return;
    void reply.header('Curfew-Credential-Expires', expiresAt.toISOString());
  }
}

function isOpen({ is404, routeOptions }: FastifyRequest): boolean {
  return !is404 && OPEN_ROUTES.test(routeOptions.url ?? '');
}
