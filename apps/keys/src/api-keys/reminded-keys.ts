import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import { assertMayRespond, type RemindedCredentials, type RemindedLookUp, type Respondable } from '../credentials/index.js';
import { nextVersion } from './api-key.js';
import type { ApiKeysRepository } from './api-keys.repository.js';
import type { KeyEvents } from './key-events.js';

/** API keys, for their owners and for whoever may edit them. */
export class RemindedKeys implements RemindedCredentials {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly events: KeyEvents,
  ) {}

  async find(tx: Transaction, { by, cid, lock }: RemindedLookUp): Promise<Respondable> {
    const key = await this.keys.find(tx, { cid, workspaceId: by.workspaceId }, { lock });
    assertMayRespond(by, 'Edit API keys', key?.owner.id);
    if (!key || key.revokedAt) throw new DomainError('NOT_FOUND', 'There is no API key with this cid.');
    return {
      ...key,
      respond: async (response, now) => {
        const changed = nextVersion(key, { response, updatedAt: now });
        await this.keys.update(tx, changed);
        await this.events.updated(tx, by, changed);
      },
    };
  }
}
