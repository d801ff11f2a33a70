import { DomainError, InvalidField, type Clock } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXPIRING_MS } from '../credentials/index.js';
import { clientAddress, networkOf } from '../addresses/index.js';
import type { IpGate } from '../ip-allowlist/index.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { KnownCredential, Uses } from '../verification/index.js';
import type { Authenticated, Authenticator, Presented } from './authenticator.service.js';
import { credentialInQuery } from './query-credentials.js';

/**
 * The routes that answer anyone, as they are registered; a calendar's address is its credential, and it stands guard itself.
 * Everything else needs a credential, be there a route or not.
 */
const OPEN_ROUTES = /^\/(calendar|health|metrics|docs|docs-json|docs-yaml)(\/|$)/;

/** Slack signs what it sends, and the route looks at that itself. Slack's addresses are on nobody's IP allowlist. */
const SIGNED = 'POST /api/v1/slack/interactions';

/** Who accepts an invitation has no credential yet. Exactly this method and route: one that is presented is judged all the same. */
const NEEDS_NO_CREDENTIAL = 'POST /api/v1/invitations/accept';

interface GatekeeperParts {
  readonly authenticator: Authenticator;
  readonly ipGate: IpGate;
  readonly rateLimits: RateLimits;
  readonly uses: Uses;
  readonly clock: Clock;
}

/** Stands before every route: lets a request in only with a valid credential, and puts its principal on it. */
export class Gatekeeper {
  constructor(private readonly parts: GatekeeperParts) {}

  /**
   * Denies by default. The decision hangs on the route the router found, not on how the path was spelled: an address without
   * a route has none, so it is as closed as the rest. Throws FORBIDDEN for an address that an IP allowlist keeps out (if it
   * is on nobody's, before a credential is looked at), UNAUTHENTICATED, TooManyRequests, or BAD_REQUEST for a credential in
   * the query.
   */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isOpen(request)) return;
    const { ipGate, rateLimits, uses } = this.parts;
    const address = clientAddress(request);
    const { authorization, 'user-agent': userAgent } = request.headers;
    await ipGate.assertWelcomeSomewhere(address);
    if (authorization === undefined && needsNoCredential(request)) {
      assertNoCredentialIn(request.query);
      return;
    }
    const { principal, credential } = await this.recognise({ authorization, address });
    // Before it is counted, or said that it has ended: a stolen credential that is used from elsewhere takes nothing from its
    // holder, and its thief learns nothing.
    await ipGate.assertWelcomeIn(principal.workspaceId, address);
    this.assertLive(credential);
    this.warnOfExpiry(reply, credential.expiresAt);
    rateLimits.count(isVerification(request) ? 'verify' : 'credential', principal.id);
    uses.note(credential, { address, userAgent });
    request.principal = principal;
    assertNoCredentialIn(request.query);
  }

  /**
   * Those who are not recognised are counted by their address, and beyond its limit answered 429. A valid credential meets that
   * limit only while so many of its address are being looked up that it would have to wait too long for the first look.
   */
  private async recognise({ authorization, address }: Omit<Presented, 'looking'>): Promise<Authenticated> {
    const { rateLimits, authenticator } = this.parts;
    const network = networkOf(address);
    try {
      return await authenticator.recognise({ authorization, address, looking: (look) => rateLimits.look(network, look) });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'UNAUTHENTICATED') rateLimits.count('address', network);
      throw error;
    }
  }

  /** Retries of a credential that has ended are counted as its own: they never use up what its address may do. */
  private assertLive(credential: KnownCredential): void {
    try {
      this.parts.authenticator.assertLive(credential);
    } catch (error) {
      this.parts.rateLimits.count('credential', credential.id);
      throw error;
    }
  }

  private warnOfExpiry(reply: FastifyReply, expiresAt: Date | null): void {
    if (expiresAt === null || expiresAt.getTime() - this.parts.clock.now().getTime() > EXPIRING_MS) return;
    void reply.header('Curfew-Credential-Expires', expiresAt.toISOString());
  }
}

function isOpen(request: FastifyRequest): boolean {
  return !request.is404 && (OPEN_ROUTES.test(request.routeOptions.url ?? '') || routeOf(request) === SIGNED);
}

function needsNoCredential(request: FastifyRequest): boolean {
  return routeOf(request) === NEEDS_NO_CREDENTIAL;
}

function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? ''}`;
}

function assertNoCredentialIn(query: unknown): void {
  const parameter = credentialInQuery(query);
  if (parameter === undefined) return;
  throw new InvalidField(parameter, 'credentials do not belong into an address; use the Authorization header');
}

/** Verifying is what the service is for, many times a second: it has a larger allowance of its own. */
function isVerification({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'POST' && routeOptions.url === '/api/v1/auth/verify';
}
