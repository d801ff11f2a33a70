import { DomainError, type Clock } from '#libs/kernel';
import { statusAt, type ApiKey, type ApiKeysService } from '../api-keys/index.js';
import { permissionsOf, type Principal } from '../authorization/index.js';
import { PlainKey } from '../key-material/index.js';
import { bearerOf } from './bearer.js';

/** Whoever was recognised, and until when its credential is valid. */
export interface Authenticated {
  readonly principal: Principal;
  readonly expiresAt: Date | null;
}

/** Says who a request comes from. */
export class Authenticator {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly clock: Clock,
  ) {}

  /**
   * Recognises the holder of a valid API key. Everyone else is UNAUTHENTICATED, in the same words whatever is wrong, except
   * for the holder of a key that is expired or revoked, who is told so. What has no right checksum is not looked up.
   */
  async authenticate(authorization: string | undefined): Promise<Authenticated> {
    const plain = PlainKey.parse(bearerOf(authorization) ?? '');
    const key = plain && (await this.keys.identify(plain));
    if (!key) throw new DomainError('UNAUTHENTICATED', 'A valid API key is needed: Authorization: Bearer <API key>.');
    this.refuseEnded(key);
    return { principal: principalOf(key), expiresAt: key.expiration?.expiresAt ?? null };
  }

  private refuseEnded(key: ApiKey): void {
    const status = statusAt(key, this.clock.now());
    if (status === 'REVOKED') throw new DomainError('UNAUTHENTICATED', 'This API key was revoked.', `${key.cid} was revoked.`);
    if (status !== 'EXPIRED') return;
    const since = key.expiration?.expiresAt.toISOString() ?? '';
    throw new DomainError('UNAUTHENTICATED', `This API key expired at ${since}.`, `${key.cid} expired at ${since}.`);
  }
}

function principalOf({ cid, workspaceId, owner, roles }: ApiKey): Principal {
  return { kind: 'apiKey', id: cid, workspaceId, userId: owner.id, permissions: permissionsOf(roles) };
}
