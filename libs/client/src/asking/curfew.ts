import { Inject, Injectable } from '@nestjs/common';
import {
  busQuestions,
  type BusAnswer,
  type BusPattern,
  type BusRequest,
  type CredentialSnapshot,
  type Permission,
} from '#libs/contracts';
import { DomainError } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { Log } from '#libs/observability';
import { CURFEW_SETTINGS, type CurfewSettings } from '../curfew-options.js';
import { passedOn, type Bearer } from './bearer.js';
import { CurfewUnavailable } from './curfew-unavailable.js';
import { seenFrom, verificationFrom, type Verification } from './verification.js';

/** What else there is to ask about a key, and to tell. */
export interface Asked {
  /** What its holder wants to do: all of it has to be allowed. */
  readonly permissions?: readonly Permission[];
  /** Who presents it. */
  readonly bearer?: Bearer;
}

/**
 * Asks Curfew. Every question goes to Curfew and waits two seconds at most for the answer: nothing is remembered here, so that
 * a key that is revoked is refused here too within a second. Without an answer there is {@link CurfewUnavailable}.
 */
@Injectable()
export class Curfew {
  private isSilent = false;

  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(CURFEW_SETTINGS) private readonly settings: CurfewSettings,
    @Inject(Log) private readonly log: Log,
  ) {}

  /**
   * Whether a key is good, and good for this. It is refused by the answer; what is thrown is {@link CurfewUnavailable}, when
   * nothing is known.
   *
   * @example const { valid } = await curfew.verify(key, { permissions: ['Create secrets'] });
   */
  async verify(key: string, { permissions = [], bearer = {} }: Asked = {}): Promise<Verification> {
    // What breaks the contract by its length would not be answered.
    if (!busQuestions['keys.verify'].request.shape.key.safeParse(key).success) return { valid: false, code: 'MALFORMED' };
    const question = { key, permissions: [...new Set(permissions)], bearer: passedOn(bearer) };
    const answer = await this.ask('keys.verify', question, verificationFrom);
    return seenFrom(answer, this.settings.workspaceId);
  }

  /** A credential as events tell of it, also after it has ended; `null` for none, and for one of another workspace. */
  async credential(workspaceId: string, cid: string): Promise<CredentialSnapshot | null> {
    const mine = this.settings.workspaceId;
    if (mine !== undefined && mine !== workspaceId) return null;
    return this.ask('keys.get', { workspaceId, cid }, (answer) => answer);
  }

  private async ask<P extends BusPattern, T>(pattern: P, question: BusRequest<P>, read: (answer: BusAnswer<P>) => T): Promise<T> {
    try {
      const answer = read(await this.bus.ask(pattern, question));
      if (this.isSilent) this.log.info('Curfew answers again');
      this.isSilent = false;
      return answer;
    } catch (error) {
      if (!this.isSilent)
        this.log.warn('Curfew does not answer; requests with API keys are refused', { reason: reasonOf(error) });
      this.isSilent = true;
      throw new CurfewUnavailable(error);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof DomainError ? error.internal : String(error);
}
