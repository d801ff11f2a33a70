import type { CredentialSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import { assertWithinHeld, type Principal } from '../authorization/index.js';
import { chooseAnew, settleChoice, type AskedExpiration, type Expiration } from '../credentials/index.js';
import type { SecurityPolicyService } from '../policy/index.js';
import type { RolesService } from '../roles/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import type { ApiKey } from './api-key.js';
import type { ApiKeysRepository, KeyOfWorkspace } from './api-keys.repository.js';
import type { IssueKey } from './dto/issue-key.dto.js';
import type { ListKeys } from './dto/list-keys.dto.js';
import type { UpdateKey } from './dto/update-key.dto.js';
import type { KeyEvents } from './key-events.js';
import type { IssuedKey, KeyIssuer } from './key-issuer.js';
import type { KeyListingRepository } from './key-listing.repository.js';
import { snapshotOf } from './snapshot.js';

interface ApiKeysServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly keys: ApiKeysRepository;
  readonly listing: KeyListingRepository;
  readonly issuer: KeyIssuer;
  readonly events: KeyEvents;
  readonly workspaces: WorkspacesService;
  readonly roles: RolesService;
  readonly policy: SecurityPolicyService;
}

/** What can be done with API keys: one transaction per verb, and in it one event per change. */
export class ApiKeysService {
  constructor(private readonly parts: ApiKeysServiceParts) {}

  /** Issues a key, owned by the principal's user. Throws for roles beyond the principal's, and for an expiration that can't be. */
  issue(principal: Principal, body: IssueKey): Promise<IssuedKey> {
    return this.parts.transactions.run(async (tx) => {
      const now = this.parts.clock.now();
      await this.assertMayGive(tx, principal, body.roles);
      const expiration = await this.settle(tx, principal, { asked: body, now });
      await this.assertComplies(tx, principal, { expiration, now });
      const owner = await this.parts.workspaces.user(tx, principal.userId);
      const { name, roles, description = '' } = body;
      return this.parts.issuer.issue(tx, {
        by: principal,
        owner,
        name,
        roles,
        description: description || null,
        expiration: expiration ?? null,
        now,
      });
    });
  }

  /** One page of the workspace's keys, newest first, and how many there are. */
  async list({ workspaceId }: Principal, query: ListKeys): Promise<{ readonly keys: readonly ApiKey[]; readonly total: number }> {
    const { transactions, listing, clock } = this.parts;
    const [filter, now] = [{ ...query, workspaceId }, clock.now()];
    const [total, keys] = await Promise.all([
      listing.count(transactions.reading, filter, now),
      listing.page(transactions.reading, filter, now),
    ]);
    return { keys, total };
  }

  /** A key of the principal's workspace that is not revoked; NOT_FOUND otherwise. */
  get(principal: Principal, cid: string): Promise<ApiKey> {
    return this.existing(this.parts.transactions.reading, { principal, cid, lock: false });
  }

  /** A key as events tell of it, revoked or not; `null` for none, and for one of another workspace. */
  async snapshot(asked: KeyOfWorkspace): Promise<CredentialSnapshot | null> {
    const key = await this.parts.keys.find(this.parts.transactions.reading, asked, { lock: false });
    return key ? snapshotOf(key) : null;
  }

  /** Changes name, description and expiration. A body that changes nothing makes no new version and no event. */
  update(principal: Principal, cid: string, body: UpdateKey): Promise<ApiKey> {
    return this.parts.transactions.run(async (tx) => {
      const key = await this.existing(tx, { principal, cid, lock: true });
      const now = this.parts.clock.now();
      await this.assertMayGive(tx, principal, key.roles);
      const chosen = await this.settle(tx, principal, { asked: body, now });
      const zoneWasGiven = body.timeZone !== undefined;
      const expiration = chosen ? chooseAnew(key.expiration, chosen, { zoneWasGiven }) : key.expiration;
      const description = body.description === undefined ? key.description : body.description || null;
      const isSame = body.name === key.name && description === key.description && expiration === key.expiration;
      await this.assertComplies(tx, principal, { expiration, now });
      if (isSame) return key;
      const changed = nextVersion(key, { name: body.name, description, expiration, updatedAt: now });
      await this.parts.keys.update(tx, changed);
      await this.parts.events.updated(tx, principal, changed);
      return changed;
    });
  }

  /** Revokes a key for good: it is refused from the moment this resolves. A second time it is NOT_FOUND. */
  revoke(principal: Principal, cid: string): Promise<void> {
    return this.parts.transactions.run(async (tx) => {
      const key = await this.existing(tx, { principal, cid, lock: true });
      const now = this.parts.clock.now();
      const revoked = nextVersion(key, { revokedAt: now, updatedAt: now });
      await this.parts.keys.update(tx, revoked);
      await this.parts.events.deleted(tx, principal, revoked);
    });
  }

  private async existing(tx: Transaction, { principal, cid, lock }: KeyLookUp): Promise<ApiKey> {
    const key = CID.test(cid) && (await this.parts.keys.find(tx, { cid, workspaceId: principal.workspaceId }, { lock }));
    if (!key || key.revokedAt) throw new DomainError('NOT_FOUND', 'There is no API key with this cid.');
    return key;
  }

  private async assertMayGive(tx: Transaction, principal: Principal, roles: ApiKey['roles']): Promise<void> {
    assertWithinHeld(principal, await this.parts.roles.grantOf(tx, { workspaceId: principal.workspaceId, roles }));
  }

  private assertComplies(
    tx: Transaction,
    { workspaceId }: Principal,
    { expiration, now }: { readonly expiration: Expiration | null | undefined; readonly now: Date },
  ): Promise<void> {
    return this.parts.policy.assertComplies(tx, { workspaceId, expiration: expiration ?? null, now });
  }

  private settle(
    tx: Transaction,
    { workspaceId }: Principal,
    { asked, now }: { readonly asked: AskedExpiration; readonly now: Date },
  ): Promise<Expiration | undefined> {
    return settleChoice(asked, { now, usualZone: () => this.parts.workspaces.timeZoneOf(tx, workspaceId) });
  }
}

/** What never was a cid is not looked up: it may hold what Postgres can't read. */
const CID = /^ak[0-9a-f]{16}$/;

interface KeyLookUp {
  readonly principal: Principal;
  readonly cid: string;
  readonly lock: boolean;
}

function nextVersion(key: ApiKey, change: Partial<ApiKey>): ApiKey {
  return { ...key, ...change, version: key.version + 1 };
}
