import type { Transaction } from '#libs/database';
import type { IdMaker } from '#libs/kernel';
import type { Actor } from '../authorization/index.js';
import type { Expiration, Notifications } from '../credentials/index.js';
import type { Journal } from '../journal/index.js';
import { PlainKey, type KeyHasher, type RandomBytes } from '../key-material/index.js';
import type { SecurityPolicyService } from '../policy/index.js';
import type { User } from '../workspaces/index.js';
import type { IssuedToken, PersonalToken } from './personal-token.js';
import type { PersonalTokensRepository } from './personal-tokens.repository.js';
import { snapshotOf } from './snapshot.js';

/** What a token is issued with; whether its owner may have one is settled before. */
export interface TokenOrder {
  readonly by: Actor;
  readonly owner: Pick<User, 'id' | 'workspaceId' | 'email' | 'name'>;
  readonly name: string;
  readonly description: string | null;
  readonly expiration: Expiration | null;
  /** Who else is told of its reminders; nobody unless given. */
  readonly notifications?: Notifications | null;
  readonly now: Date;
}

interface TokenIssuerParts {
  readonly tokens: PersonalTokensRepository;
  readonly policy: SecurityPolicyService;
  readonly journal: Journal;
  readonly hasher: KeyHasher;
  readonly makeId: IdMaker;
  readonly random: RandomBytes;
}

/** Makes personal access tokens: the row and its `KeyCreated` in the caller's transaction, the plain token to the caller alone. */
export class TokenIssuer {
  constructor(private readonly parts: TokenIssuerParts) {}

  /** Throws for an expiration that the workspace's policy does not allow. */
  async issue(tx: Transaction, { by, owner, now, notifications = null, ...chosen }: TokenOrder): Promise<IssuedToken> {
    const { tokens, policy, journal, hasher, makeId, random } = this.parts;
    const { id, workspaceId, email, name } = owner;
    await policy.assertComplies(tx, { workspaceId, expiration: chosen.expiration, now });
    const plain = PlainKey.make(random, 'personalToken');
    const token: PersonalToken = {
      ...chosen,
      notifications,
      id: makeId('pt'),
      workspaceId,
      owner: { id, email, name },
      last4: plain.last4,
      version: 1,
      createdAt: now,
      updatedAt: now,
      revokedAt: null,
      response: null,
    };
    await tokens.insert(tx, token, hasher.hash(plain));
    await journal.noteCredential(tx, { by, action: 'CREATE', snapshot: snapshotOf(token) });
    return { token, plain };
  }
}
