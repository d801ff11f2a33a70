import type { IssuedToken } from '../personal-tokens/index.js';
import type { Member } from './member.js';

/** A user who is in now, and their first token. */
export interface Joined {
  readonly user: Member;
  readonly issued: IssuedToken;
}
