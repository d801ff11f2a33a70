import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import { assertWithinHeld, type Principal } from '../authorization/index.js';
import { settleChoice, type AskedExpiration, type Expiration } from '../credentials/index.js';
import type { SecurityPolicyService } from '../policy/index.js';
import type { RolesService } from '../roles/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import type { ApiKey } from './api-key.js';
import type { ApiKeysRepository } from './api-keys.repository.js';

/** Which key somebody means; with `lock`, nobody else changes it until the transaction ends. */
export interface KeyLookUp {
  readonly principal: Principal;
  readonly cid: string;
  readonly lock: boolean;
}

interface KeyRulesParts {
  readonly keys: ApiKeysRepository;
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
  readonly policy: SecurityPolicyService;
}

/** What never was a cid is not looked up: it may hold what Postgres can't read. */
const CID = /^ak[0-9a-f]{16}$/;

/** What has to hold of a key, whatever is about to be done with it. */
export class KeyRules {
  constructor(private readonly parts: KeyRulesParts) {}

  /** A key of the principal's workspace that is not revoked; NOT_FOUND otherwise. */
  async existing(tx: Transaction, { principal, cid, lock }: KeyLookUp): Promise<ApiKey> {
    const key = CID.test(cid) && (await this.parts.keys.find(tx, { cid, workspaceId: principal.workspaceId }, { lock }));
    if (!key || key.revokedAt) throw new DomainError('NOT_FOUND', 'There is no API key with this cid.');
    return key;
  }

  /** Throws FORBIDDEN, naming `roles`, for roles beyond what the principal may do. */
  async assertMayGive(tx: Transaction, principal: Principal, roles: ApiKey['roles']): Promise<void> {
    assertWithinHeld(principal, await this.parts.roles.grantOf(tx, { workspaceId: principal.workspaceId, roles }));
  }

  /** Throws for what the security policy of the principal's workspace does not allow, naming `expirationDate`. */
  assertComplies(
    tx: Transaction,
    { workspaceId }: Principal,
    { expiration, now }: { readonly expiration: Expiration | null | undefined; readonly now: Date },
  ): Promise<void> {
    return this.parts.policy.assertComplies(tx, { workspaceId, expiration: expiration ?? null, now });
  }

  /** The expiration that is asked for, in the workspace's zone unless one is named; `undefined` for none. */
  settle(
    tx: Transaction,
    { workspaceId }: Principal,
    { asked, now }: { readonly asked: AskedExpiration; readonly now: Date },
  ): Promise<Expiration | undefined> {
    return settleChoice(asked, { now, usualZone: () => this.parts.workspaces.timeZoneOf(tx, workspaceId) });
  }
}
