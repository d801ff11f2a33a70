import { ForbiddenException, HttpStatus, UnauthorizedException, type HttpException } from '@nestjs/common';
import type { Permission } from '#libs/contracts';
import type { RefusedCredential } from '../asking/verification.js';

/** What a refused request is answered with. */
export interface Refusal {
  readonly exception: HttpException;
  /** The `error` of the header WWW-Authenticate (RFC 6750); absent where no key was presented. */
  readonly challenge?: 'invalid_token' | 'insufficient_scope';
}

/** The refusal of a request without a key. */
export const withoutKey = (): Refusal => ({ exception: unauthorized('UNAUTHENTICATED', NEEDED) });

/**
 * The refusal of a request with a key that is not to be let in. Only its holder learns that a key has ended; in what way
 * any other is bad, nobody.
 */
export function refusalOf({ code }: RefusedCredential, needed: readonly Permission[]): Refusal {
  switch (code) {
    case 'EXPIRED':
      return { exception: unauthorized(code, 'This API key has expired.'), challenge: 'invalid_token' };
    case 'REVOKED':
      return { exception: unauthorized(code, 'This API key was revoked.'), challenge: 'invalid_token' };
    case 'INSUFFICIENT_PERMISSIONS':
      return { exception: forbidden(needed), challenge: 'insufficient_scope' };
    case 'NOT_FOUND':
    case 'MALFORMED':
      return { exception: unauthorized('UNAUTHENTICATED', NEEDED), challenge: 'invalid_token' };
  }
}

const NEEDED = 'A valid API key is needed: Authorization: Bearer <API key>.';

function unauthorized(code: string, message: string): HttpException {
  return new UnauthorizedException({ statusCode: HttpStatus.UNAUTHORIZED, error: 'Unauthorized', code, message });
}

function forbidden(needed: readonly Permission[]): HttpException {
  const message = `This API key may not do that. Needed: ${needed.join(', ')}.`;
  const code = 'INSUFFICIENT_PERMISSIONS';
  return new ForbiddenException({ statusCode: HttpStatus.FORBIDDEN, error: 'Forbidden', code, message });
}
