import type { CredentialSnapshot } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import { InvalidField, type Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import { chooseAnew, sameNotifications, type Expiration } from '../credentials/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import { nextVersion, type ApiKey } from './api-key.js';
import type { ApiKeysRepository, KeyOfWorkspace } from './api-keys.repository.js';
import type { IssueKey } from './dto/issue-key.dto.js';
import type { ListKeys } from './dto/list-keys.dto.js';
import type { UpdateKey } from './dto/update-key.dto.js';
import type { KeyEvents } from './key-events.js';
import type { IssuedKey, KeyIssuer } from './key-issuer.js';
import type { KeyListingRepository } from './key-listing.repository.js';
import type { KeyRules } from './key-rules.js';
import { snapshotOf } from './snapshot.js';

interface ApiKeysServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly keys: ApiKeysRepository;
  readonly listing: KeyListingRepository;
  readonly issuer: KeyIssuer;
  readonly events: KeyEvents;
  readonly workspaces: WorkspacesService;
  readonly rules: KeyRules;
}

/** A key that may have been changed, and whether its expiration was. */
interface UpdatedKey {
  readonly key: ApiKey;
  readonly isRescheduled: boolean;
}

/** What can be done with API keys: one transaction per verb, and in it one event per change. */
export class ApiKeysService {
  constructor(private readonly parts: ApiKeysServiceParts) {}

  /** Issues a key, owned by the principal's user. Throws for roles beyond the principal's, and for an expiration that can't be. */
  issue(principal: Principal, body: IssueKey): Promise<IssuedKey> {
    return this.parts.transactions.run(async (tx) => {
      const now = this.parts.clock.now();
      await this.parts.rules.assertMayGive(tx, principal, body.roles);
      const expiration = await this.parts.rules.settle(tx, principal, { asked: body, now });
      await this.parts.rules.assertComplies(tx, principal, { expiration, now });
      const owner = await this.parts.workspaces.user(tx, principal.userId);
      const { name, roles, description = '', notifications } = body;
      return this.parts.issuer.issue(tx, {
        by: principal,
        owner,
        name,
        roles,
        description: description || null,
        expiration: expiration ?? null,
        notifications: notifications ?? null,
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
    return this.parts.rules.existing(this.parts.transactions.reading, { principal, cid, lock: false });
  }

  /** A key as events tell of it, revoked or not; `null` for none, and for one of another workspace. */
  async snapshot(asked: KeyOfWorkspace): Promise<CredentialSnapshot | null> {
    const key = await this.parts.keys.find(this.parts.transactions.reading, asked, { lock: false });
    return key ? snapshotOf(key) : null;
  }

  /**
   * Changes name, description, expiration and who else is told. A body that changes nothing makes no new version and no event. The end of a key
   * that has been replaced can only come nearer.
   */
  update(principal: Principal, cid: string, body: UpdateKey): Promise<UpdatedKey> {
    return this.parts.transactions.run(async (tx) => {
      const key = await this.parts.rules.existing(tx, { principal, cid, lock: true });
      const now = this.parts.clock.now();
      await this.parts.rules.assertMayGive(tx, principal, key.roles);
      const chosen = await this.parts.rules.settle(tx, principal, { asked: body, now });
      const zoneWasGiven = body.timeZone !== undefined;
      const expiration = chosen ? chooseAnew(key.expiration, chosen, { zoneWasGiven }) : key.expiration;
      const description = body.description === undefined ? key.description : body.description || null;
      await this.parts.rules.assertComplies(tx, principal, { expiration, now });
      assertKeepsGrace(key, expiration);
      const { name, notifications = key.notifications } = body;
      const wanted = { name, description, expiration, notifications };
      if (saysNothingNew(key, wanted)) return { key, isRescheduled: false };
      const changed = nextVersion(key, { ...wanted, updatedAt: now });
      await this.parts.keys.update(tx, changed);
      await this.parts.events.updated(tx, principal, changed);
      return { key: changed, isRescheduled: expiration !== key.expiration };
    });
  }

  /** Revokes a key for good: it is refused from the moment this resolves. A second time it is NOT_FOUND. */
  revoke(principal: Principal, cid: string): Promise<void> {
    return this.parts.transactions.run(async (tx) => {
      const key = await this.parts.rules.existing(tx, { principal, cid, lock: true });
      const now = this.parts.clock.now();
      const revoked = nextVersion(key, { revokedAt: now, updatedAt: now });
      await this.parts.keys.update(tx, revoked);
      await this.parts.events.deleted(tx, principal, revoked);
    });
  }
}

function saysNothingNew(key: ApiKey, wanted: Pick<ApiKey, 'name' | 'description' | 'expiration' | 'notifications'>): boolean {
  const { name, description, expiration } = wanted;
  const isSame = name === key.name && description === key.description && expiration === key.expiration;
  return isSame && sameNotifications(wanted.notifications, key.notifications);
}

function assertKeepsGrace({ replacedBy, expiration: current }: ApiKey, expiration: Expiration | null): void {
  if (replacedBy === null || current === null || (expiration && expiration.expiresAt <= current.expiresAt)) return;
  const end = current.expiresAt.toISOString();
  throw new InvalidField('expirationDate', `must not be after ${end}, the end of its grace: ${replacedBy} has replaced this key`);
}
