import type { RoleAssignment } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import type { IdMaker } from '#libs/kernel';
import type { Actor } from '../authorization/index.js';
import type { Expiration } from '../credentials/index.js';
import { PlainKey, type KeyHasher, type RandomBytes } from '../key-material/index.js';
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
  /** The key that the new one succeeds, and whether its grace ends with the first use of the new one. */
  readonly succeeds?: { readonly cid: string; readonly retiresOnUse: boolean };
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

/** Makes keys: the row and its `KeyCreated` in one transaction, the plain key to the caller alone. */
export class KeyIssuer {
  constructor(private readonly parts: KeyIssuerParts) {}

  async issue(tx: Transaction, { by, owner, now, succeeds, ...chosen }: KeyOrder): Promise<IssuedKey> {
    const { keys, events, hasher, makeId, random } = this.parts;
    const plain = PlainKey.make(random);
    const key: ApiKey = {
      ...chosen,
      cid: makeId('ak'),
      workspaceId: owner.workspaceId,
      owner: { id: owner.id, email: owner.email, name: owner.name },
      last4: plain.last4,
      version: 1,
      createdAt: now,
      updatedAt: now,
      revokedAt: null,
      replaces: succeeds?.cid ?? null,
      replacedBy: null,
      retiresOnUse: succeeds?.retiresOnUse ?? false,
    };
    await keys.insert(tx, key, hasher.hash(plain));
    await events.created(tx, by, key);
    return { key, plain };
  }
}
