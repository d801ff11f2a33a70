import { DomainError, type Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import { standingOf, type KnownCredential, type Looking, type Verifier } from '../verification/index.js';
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
  /** How a look into the database is made for them. */
  readonly looking: Looking;
}

const called = { apiKey: 'API key', personalToken: 'personal access token' } as const;

/** Says who a request comes from. */
export class Authenticator {
  constructor(
    private readonly verifier: Verifier,
    private readonly clock: Clock,
  ) {}

  /**
   * Recognises whoever holds an API key or personal access token, be it good or not any more: {@link assertLive} is still to
   * be asked. Everyone else is UNAUTHENTICATED, in the same words whatever is wrong.
   */
  async recognise({ authorization, address, looking }: Presented): Promise<Authenticated> {
    const known = await this.verifier.identify(bearerOf(authorization) ?? '', looking);
    if (typeof known === 'string')
      throw new DomainError('UNAUTHENTICATED', 'A valid API key is needed: Authorization: Bearer <API key>.');
    return { principal: principalOf(known, address), credential: known };
  }

  /** Throws UNAUTHENTICATED, telling the holder why, for one that is expired or revoked. */
  assertLive(known: KnownCredential): void {
    const standing = standingOf(known, this.clock.now());
    const it = `This ${called[known.kind]}`;
    if (standing === 'REVOKED') throw new DomainError('UNAUTHENTICATED', `${it} was revoked.`, `${known.id} was revoked.`);
    if (standing !== 'EXPIRED') return;
    const since = known.expiresAt?.toISOString() ?? '';
    throw new DomainError('UNAUTHENTICATED', `${it} expired at ${since}.`, `${known.id} expired at ${since}.`);
  }
}

function principalOf({ kind, id, workspaceId, userId, userEmail, permissions }: KnownCredential, address: string): Principal {
  return { kind, id, workspaceId, userId, userEmail, permissions, address };
}
