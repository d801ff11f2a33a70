import type { BusRequest, CredentialSnapshot } from '#libs/contracts';
import type { Transaction, Transactions } from '#libs/database';
import { DomainError, type Clock } from '#libs/kernel';
import type { Principal } from '../authorization/index.js';
import { settleChoice } from '../credentials/index.js';
import type { PageAsked } from '../http/index.js';
import type { Journal } from '../journal/index.js';
import type { WorkspacesService } from '../workspaces/index.js';
import type { IssueToken } from './dto/issue-token.dto.js';
import type { IssuedToken, PersonalToken } from './personal-token.js';
import type { PersonalTokensRepository, TokenOwner } from './personal-tokens.repository.js';
import { snapshotOf } from './snapshot.js';
import type { TokenIssuer } from './token-issuer.js';
import type { TokenOwners } from './token-owners.js';

interface PersonalTokensServiceParts {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly tokens: PersonalTokensRepository;
  readonly owners: TokenOwners;
  readonly workspaces: WorkspacesService;
  readonly journal: Journal;
  readonly issuer: TokenIssuer;
}

/** What users can do with their own personal access tokens: one transaction per verb, and in it one event per change. */
export class PersonalTokensService {
  constructor(private readonly parts: PersonalTokensServiceParts) {}

  /** Issues a token of the principal's user. Throws for an expiration that can't be, or that the policy does not allow. */
  issue(principal: Principal, body: IssueToken): Promise<IssuedToken> {
    const { transactions, clock, owners, workspaces, issuer } = this.parts;
    return transactions.run(async (tx) => {
      const owner = await owners.behind(tx, principal);
      const now = clock.now();
      const usualZone = () => workspaces.timeZoneOf(tx, owner.workspaceId);
      const expiration = (await settleChoice(body, { now, usualZone })) ?? null;
      const { name, description = '', notifications = null } = body;
      return issuer.issue(tx, { by: principal, owner, name, description: description || null, expiration, notifications, now });
    });
  }

  /** One page of the user's own tokens, newest first, and how many there are. */
  async list(
    principal: Principal,
    asked: PageAsked,
  ): Promise<{ readonly tokens: readonly PersonalToken[]; readonly total: number }> {
    const { tokens, owners } = this.parts;
    const { reading } = this.parts.transactions;
    const owner = await owners.behind(reading, principal);
    const [total, page] = await Promise.all([tokens.count(reading, owner), tokens.page(reading, owner, asked)]);
    return { tokens: page, total };
  }

  /** A token of the user's own that is not revoked; NOT_FOUND otherwise. */
  async get(principal: Principal, id: string): Promise<PersonalToken> {
    const { reading } = this.parts.transactions;
    const owner = await this.parts.owners.behind(reading, principal);
    return this.existing(reading, { owner, id }, { lock: false });
  }

  /** A token as events tell of it, revoked or not; `null` for none, and for one of another workspace. */
  async snapshot({ workspaceId, cid }: BusRequest<'keys.get'>): Promise<CredentialSnapshot | null> {
    const { tokens, transactions } = this.parts;
    const token = await tokens.findAnybodys(transactions.reading, { workspaceId, id: cid }, { lock: false });
    return token ? snapshotOf(token) : null;
  }

  /** Revokes a token for good: it is refused from the moment this resolves. A second time it is NOT_FOUND. */
  revoke(principal: Principal, id: string): Promise<void> {
    const { transactions, clock, owners, tokens, journal } = this.parts;
    return transactions.run(async (tx) => {
      const owner = await owners.behind(tx, principal);
      const token = await this.existing(tx, { owner, id }, { lock: true });
      const now = clock.now();
      const revoked = { ...token, version: token.version + 1, updatedAt: now, revokedAt: now };
      await tokens.update(tx, revoked);
      await journal.noteCredential(tx, { by: principal, action: 'DELETE', snapshot: snapshotOf(revoked) });
    });
  }

  private async existing(
    tx: Transaction,
    { owner, id }: { readonly owner: TokenOwner; readonly id: string },
    { lock }: { readonly lock: boolean },
  ): Promise<PersonalToken> {
    const token = ID.test(id) && (await this.parts.tokens.find(tx, { owner, id }, { lock }));
    if (!token) throw new DomainError('NOT_FOUND', 'There is no personal access token with this id.');
    return token;
  }
}

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const ID = /^pt[0-9a-f]{16}$/;
