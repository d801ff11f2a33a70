import type { RoleAssignment } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import type { IdMaker } from '#libs/kernel';
import type { Actor } from '../authorization/index.js';
import type { Expiration, Notifications } from '../credentials/index.js';
import { PlainKey, type HashedKey, type KeyDigest, type KeyHasher, type RandomBytes } from '../key-material/index.js';
import type { User } from '../workspaces/index.js';
import type { ApiKey } from './api-key.js';
import type { ApiKeysRepository } from './api-keys.repository.js';
import type { KeyEvents } from './key-events.js';

/** What a key is issued with; whether its giver may is settled before. */
export interface KeyOrder {
  readonly by: Actor;
  readonly owner: User;
  readonly name: string;
  readonly description: string | null;
  readonly roles: readonly RoleAssignment[];
  readonly expiration: Expiration | null;
  readonly now: Date;
  /** Who else is told of its reminders; nobody unless given. */
  readonly notifications?: Notifications | null;
  /** The key that the new one succeeds, and whether its grace ends with the first use of the new one. */
  readonly succeeds?: { readonly cid: string; readonly retiresOnUse: boolean };
}

/** What is known of a key that another system made, and since when there is one. */
export interface AdoptedKeyOrder extends Omit<KeyOrder, 'succeeds'> {
  readonly digest: KeyDigest;
  readonly last4: string;
  readonly createdAt: Date;
}

interface StoredKeyOrder extends KeyOrder {
  readonly hashed: HashedKey;
  readonly last4: string;
  readonly createdAt: Date;
}

/** A key that was just issued, and the one sight of the key itself. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly plain: PlainKey;
}

interface KeyIssuerParts {
  readonly keys: ApiKeysRepository;
  readonly events: KeyEvents;
  readonly hasher: KeyHasher;
  readonly makeId: IdMaker;
  readonly random: RandomBytes;
}

/** Makes keys: the row and its `KeyCreated` in one transaction, the plain key, if there is one, to the caller alone. */
export class KeyIssuer {
  constructor(private readonly parts: KeyIssuerParts) {}

  async issue(tx: Transaction, order: KeyOrder): Promise<IssuedKey> {
    const { hasher, random } = this.parts;
    const plain = PlainKey.make(random);
    const key = await this.store(tx, { ...order, hashed: hasher.hash(plain), last4: plain.last4, createdAt: order.now });
    return { key, plain };
  }

  /** Takes over a key that another system made. From the commit on it is a key like any other. */
  adopt(tx: Transaction, { digest, ...order }: AdoptedKeyOrder): Promise<ApiKey> {
    return this.store(tx, { ...order, hashed: this.parts.hasher.hash(digest) });
  }

  /** Those of these digests whose keys are here already: revoked or not, and under whatever pepper. */
  async adopted(tx: Transaction, digests: readonly KeyDigest[]): Promise<ReadonlySet<KeyDigest>> {
    const { keys, hasher } = this.parts;
    const byHash = new Map(
      digests.flatMap((digest) => hasher.candidates(digest).map(({ hash }) => [hash.toString('hex'), digest] as const)),
    );
    const known = await keys.known(tx, [...byHash.keys()]);
    return new Set(known.flatMap((hash) => byHash.get(hash) ?? []));
  }

  private async store(tx: Transaction, order: StoredKeyOrder): Promise<ApiKey> {
    const { keys, events, makeId } = this.parts;
    const { by, owner, now, succeeds, hashed, notifications = null, ...chosen } = order;
    const key: ApiKey = {
      ...chosen,
      cid: makeId('ak'),
      workspaceId: owner.workspaceId,
      owner: { id: owner.id, email: owner.email, name: owner.name },
      version: 1,
      updatedAt: now,
      revokedAt: null,
      replaces: succeeds?.cid ?? null,
      replacedBy: null,
      retiresOnUse: succeeds?.retiresOnUse ?? false,
      notifications,
      response: null,
    };
    await keys.insert(tx, key, hashed);
    await events.created(tx, by, key);
    return key;
  }
}
