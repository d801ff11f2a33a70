import type { Transaction } from '#libs/database';
import type { Clock } from '#libs/kernel';
import type { Invitee } from '../authorization/index.js';
import { settleExpiration } from '../credentials/index.js';
import type { IssuedToken, TokenIssuer } from '../personal-tokens/index.js';
import type { SecurityPolicyService } from '../policy/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import { firstTokenMs } from './domain/first-token.js';
import type { Member } from './member.js';

const FIRST = {
  name: 'First token',
  description: 'Issued when the invitation was accepted. Make one of your own before it ends.',
};

interface FirstTokensParts {
  readonly clock: Clock;
  readonly workspaces: WorkspacesService;
  readonly policy: SecurityPolicyService;
  readonly issuer: TokenIssuer;
}

/** Gives people who have just joined what they need to begin: a personal access token that ends soon. */
export class FirstTokens {
  constructor(private readonly parts: FirstTokensParts) {}

  async issue(tx: Transaction, owner: Member, by: Invitee): Promise<IssuedToken> {
    const { clock, workspaces, policy, issuer } = this.parts;
    const { workspaceId } = owner;
    const now = clock.now();
    const at = new Date(now.getTime() + firstTokenMs(await policy.policyOf(tx, workspaceId)));
    const zone = await workspaces.timeZoneOf(tx, workspaceId);
    const expiration = settleExpiration({ precision: 'instant', at }, { zone, now });
    return issuer.issue(tx, { ...FIRST, by, owner, expiration, now });
  }
}
