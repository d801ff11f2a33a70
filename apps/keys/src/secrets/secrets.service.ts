import type { CredentialSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock, type IdMaker } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import { chooseAnew, sameNotifications, settleChoice, type AskedExpiration, type Expiration } from '../credentials/index.js';
import type { Sealer } from '../encryption/index.js';
import type { PageAsked } from '../http/index.js';
import type { Journal } from '../journal/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import { SECRET_ID, SECRET_TAG } from './domain/secret-tag.js';
import type { CreateSecret, UpdateSecret } from './dto/write-secret.dto.js';
import { nextVersion, type Secret } from './secret.js';
import type { SecretName, SecretsRepository } from './secrets.repository.js';
import { snapshotOf } from './snapshot.js';

interface SecretsServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly secrets: SecretsRepository;
  readonly sealer: Sealer;
  readonly workspaces: WorkspacesService;
  readonly journal: Journal;
  readonly makeId: IdMaker;
}

/**
 * What can be done with the secrets of a workspace: one transaction per verb, and in it one event per change. The security
 * policy asks nothing of them: it is for what opens doors, and a secret opens none here.
 */
export class SecretsService {
  constructor(private readonly parts: SecretsServiceParts) {}

  /** Keeps a secret, sealed. CONFLICT for a tag that the workspace has; throws for an expiration that can't be. */
  create(principal: Principal, body: CreateSecret): Promise<Secret> {
    const { transactions, clock, secrets, sealer, workspaces, journal } = this.parts;
    return transactions.run(async (tx) => {
      const now = clock.now();
      const expiration = (await this.settle(tx, principal, { asked: body, now })) ?? null;
      const owner = await workspaces.user(tx, principal.userId);
      const secret = this.fresh(principal.workspaceId, {
        owner: { id: owner.id, email: owner.email, name: owner.name },
        name: body.name,
        tag: body.tag,
        expiration,
        notifications: body.notifications ?? null,
        createdAt: now,
      });
      const isNew = await secrets.insert(tx, secret, sealer.seal(body.secret, secret));
      if (!isNew) throw new DomainError('CONFLICT', 'tag: there is a secret with this tag already.');
      await journal.noteCredential(tx, { by: principal, action: 'CREATE', snapshot: snapshotOf(secret) });
      return secret;
    });
  }

  /** One page of the workspace's secrets, newest first, and how many there are. */
  async list(
    { workspaceId }: Principal,
    asked: PageAsked,
  ): Promise<{ readonly secrets: readonly Secret[]; readonly total: number }> {
    const { secrets, transactions } = this.parts;
    const { reading } = transactions;
    const [total, page] = await Promise.all([secrets.count(reading, workspaceId), secrets.page(reading, workspaceId, asked)]);
    return { secrets: page, total };
  }

  /** A secret of the principal's workspace that is not deleted; NOT_FOUND otherwise. */
  get(principal: Principal, tagOrId: string): Promise<Secret> {
    return this.existing(this.parts.transactions.reading, { principal, tagOrId, lock: false });
  }

  /** A secret as events tell of it, deleted or not; `null` for none, and for one of another workspace. */
  async snapshot({
    workspaceId,
    cid,
  }: {
    readonly workspaceId: string;
    readonly cid: string;
  }): Promise<CredentialSnapshot | null> {
    const secret = await this.parts.secrets.findDeletedToo(this.parts.transactions.reading, { workspaceId, id: cid });
    return secret ? snapshotOf(secret) : null;
  }

  /**
   * Changes name, value, expiration and who else is told, whichever are given. A body that changes nothing makes no new version and no event. A
   * value always counts as new: to see that it is the old one, that would have to be opened.
   */
  update(principal: Principal, tagOrId: string, body: UpdateSecret): Promise<Secret> {
    const { transactions, clock, secrets, sealer, journal } = this.parts;
    return transactions.run(async (tx) => {
      const secret = await this.existing(tx, { principal, tagOrId, lock: true });
      const now = clock.now();
      const chosen = await this.settle(tx, principal, { asked: body, now });
      const zoneWasGiven = body.timeZone !== undefined;
      const expiration = chosen ? chooseAnew(secret.expiration, chosen, { zoneWasGiven }) : secret.expiration;
      const { name = secret.name, secret: value, notifications = secret.notifications } = body;
      const isSame = name === secret.name && expiration === secret.expiration;
      if (!value && isSame && sameNotifications(notifications, secret.notifications)) return secret;
      const valueVersion = secret.valueVersion + (value ? 1 : 0);
      const changed = nextVersion(secret, { name, expiration, notifications, valueVersion, updatedAt: now });
      await secrets.update(tx, changed);
      if (value) await secrets.replaceValue(tx, changed, sealer.seal(value, changed));
      await journal.noteCredential(tx, { by: principal, action: 'UPDATE', snapshot: snapshotOf(changed) });
      return changed;
    });
  }

  /** Deletes a secret for good: its value is erased, and its tag free again. A second time it is NOT_FOUND. */
  delete(principal: Principal, tagOrId: string): Promise<void> {
    const { transactions, clock, secrets, journal } = this.parts;
    return transactions.run(async (tx) => {
      const secret = await this.existing(tx, { principal, tagOrId, lock: true });
      const now = clock.now();
      const deleted = nextVersion(secret, { revokedAt: now, updatedAt: now });
      await secrets.erase(tx, deleted);
      await journal.noteCredential(tx, { by: principal, action: 'DELETE', snapshot: snapshotOf(deleted) });
    });
  }

  private fresh(workspaceId: string, chosen: ChosenForSecret): Secret {
    const id = this.parts.makeId('se');
    return {
      ...chosen,
      id,
      workspaceId,
      version: 1,
      valueVersion: 1,
      updatedAt: chosen.createdAt,
      revokedAt: null,
      response: null,
    };
  }

  private async existing(tx: Transaction, { principal, tagOrId, lock }: SecretLookUp): Promise<Secret> {
    const name = nameOf(principal.workspaceId, tagOrId);
    const secret = name && (await this.parts.secrets.find(tx, name, { lock }));
    if (!secret) throw new DomainError('NOT_FOUND', 'There is no secret with this tag or id.');
    return secret;
  }

  private settle(
    tx: Transaction,
    { workspaceId }: Principal,
    { asked, now }: { readonly asked: AskedExpiration; readonly now: Date },
  ): Promise<Expiration | undefined> {
    return settleChoice(asked, { now, usualZone: () => this.parts.workspaces.timeZoneOf(tx, workspaceId) });
  }
}

type ChosenForSecret = Pick<Secret, 'owner' | 'name' | 'tag' | 'expiration' | 'notifications' | 'createdAt'>;

interface SecretLookUp {
  readonly principal: Principal;
  readonly tagOrId: string;
  readonly lock: boolean;
}

/** No tag looks like an id, so a text is one or the other. What is neither is not looked up: Postgres may not be able to read it. */
function nameOf(workspaceId: string, tagOrId: string): SecretName | undefined {
  if (SECRET_ID.test(tagOrId)) return { workspaceId, by: 'id', text: tagOrId };
  return SECRET_TAG.test(tagOrId) ? { workspaceId, by: 'tag', text: tagOrId } : undefined;
}
