import type { Verification, VerificationCode, VerifyRequest } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import type { Uses } from './uses.js';
import { verdictOn } from './verdict.js';
import type { Verifier } from './verifier.service.js';

interface VerificationServiceParts {
  readonly verifier: Verifier;
  readonly uses: Uses;
  readonly clock: Clock;
  /** Told of every answer. */
  readonly onVerified: (code: VerificationCode) => void;
}

/** Says of presented keys whether they are good, and for what. */
export class VerificationService {
  constructor(private readonly parts: VerificationServiceParts) {}

  /**
   * What is said of a key. With a workspace, a key of another one is as unknown as one that never was. A key that is found
   * VALID has been used. Rejects when that can't be known, because the database is away.
   */
  async verify(request: VerifyRequest, workspaceId?: string): Promise<Verification> {
    const verification = await this.judge(request, workspaceId);
    this.parts.onVerified(verification.code);
    return verification;
  }

  private async judge({ key, permissions = [], bearer = {} }: VerifyRequest, workspaceId?: string): Promise<Verification> {
    const { verifier, uses, clock } = this.parts;
    const known = await verifier.identify(key);
    if (typeof known === 'string') return { valid: false, code: known };
    if (workspaceId !== undefined && known.workspaceId !== workspaceId) return { valid: false, code: 'NOT_FOUND' };
    const verdict = verdictOn(known, { now: clock.now(), asked: permissions });
    if (verdict.valid) uses.note(known, bearer);
    return verdict;
  }
}
