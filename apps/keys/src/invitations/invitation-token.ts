import { areSameBytes } from '#libs/kernel';
import { Concealed, type KeyHasher } from '../key-material/index.js';

/** The 16 digits of the invitation's id and the 64 of its seal. */
const SHAPE = /^cfwi_([0-9a-f]{16})([0-9a-f]{64})$/;

/**
 * What lets its holder accept an invitation: `cfwi_`, the digits of the invitation's id, and a seal over the id that takes the
 * pepper to make. So it is stored nowhere and can be made again at any time. Only {@link reveal} gives the text.
 */
export class InvitationToken extends Concealed {
  private constructor(text: string) {
    super(text, 'cfwi_[redacted]');
  }

  /** The token of an invitation, under the current pepper. */
  static of(invitationId: string, hasher: KeyHasher): InvitationToken {
    const [seal] = hasher.seals('invitation', invitationId);
    return new InvitationToken(`cfwi_${invitationId.slice(2)}${seal.toString('hex')}`);
  }

  /**
   * The id of the invitation that this is the token of, under whichever pepper; `undefined` for what was never a token. That the
   * invitation is open, or was ever made, is not said.
   */
  static read(text: string, hasher: KeyHasher): string | undefined {
    const [, digits, seal] = SHAPE.exec(text) ?? [];
    if (digits === undefined || seal === undefined) return undefined;
    const [id, given] = [`in${digits}`, Buffer.from(seal, 'hex')];
    return hasher.seals('invitation', id).some((known) => areSameBytes(known, given)) ? id : undefined;
  }
}
