import { DomainError, type Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import { standingOf, type KnownCredential, type Verifier } from '../verification/index.js';
import { bearerOf } from './bearer.js';

/** Whoever was recognised, and by which credential. */
export interface Authenticated {
  readonly principal: Principal;
  readonly credential: KnownCredential;
}

/** What a request says about who sent it. */
export interface Presented {
  readonly authorization: string | undefined;
  readonly address: string;
}

/** A credential that was good once. Says which, so that its failures are counted as its own. */
export class EndedCredential extends DomainError {
  constructor(
    readonly credentialId: string,
    message: string,
    internal: string,
  ) {
    super('UNAUTHENTICATED', message, internal);
  }
}

const called = { apiKey: 'API key', personalToken: 'personal access token' } as const;

/** Says who a request comes from. */
export class Authenticator {
  constructor(
    private readonly verifier: Verifier,
    private readonly clock: Clock,
  ) {}

  /**
   * Recognises the holder of a valid API key or personal access token. Everyone else is UNAUTHENTICATED, in the same words
   * whatever is wrong, except for the holder of one that is expired or revoked, who is told so.
   */
  async authenticate({ authorization, address }: Presented): Promise<Authenticated> {
    const known = await this.verifier.identify(bearerOf(authorization) ?? '');
    if (typeof known === 'string')
      throw new DomainError('UNAUTHENTICATED', 'A valid API key is needed: Authorization: Bearer <API key>.');
    this.refuseEnded(known);
    return { principal: principalOf(known, address), credential: known };
  }

  private refuseEnded(known: KnownCredential): void {
    const standing = standingOf(known, this.clock.now());
    const it = `This ${called[known.kind]}`;
    if (standing === 'REVOKED') throw new EndedCredential(known.id, `${it} was revoked.`, `${known.id} was revoked.`);
    if (standing !== 'EXPIRED') return;
    const since = known.expiresAt?.toISOString() ?? '';
    throw new EndedCredential(known.id, `${it} expired at ${since}.`, `${known.id} expired at ${since}.`);
  }
}

function principalOf({ kind, id, workspaceId, userId, userEmail, permissions }: KnownCredential, address: string): Principal {
  return { kind, id, workspaceId, userId, userEmail, permissions, address };
}
