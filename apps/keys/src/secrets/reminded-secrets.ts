import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import { assertMayRespond, type RemindedCredentials, type RemindedLookUp, type Respondable } from '../credentials/index.js';
import type { Journal } from '../journal/index.js';
import { nextVersion } from './secret.js';
import type { SecretsRepository } from './secrets.repository.js';
import { snapshotOf } from './snapshot.js';

/** Secrets, for their owners and for whoever may change them. */
export class RemindedSecrets implements RemindedCredentials {
  constructor(
    private readonly secrets: SecretsRepository,
    private readonly journal: Journal,
  ) {}

  async find(tx: Transaction, { by, cid, lock }: RemindedLookUp): Promise<Respondable> {
    const secret = await this.secrets.find(tx, { workspaceId: by.workspaceId, by: 'id', text: cid }, { lock });
    assertMayRespond(by, 'Create secrets', secret?.owner.id);
    if (!secret) throw new DomainError('NOT_FOUND', 'There is no secret with this id.');
    return {
      ...secret,
      respond: async (response, now) => {
        const changed = nextVersion(secret, { response, updatedAt: now });
        await this.secrets.update(tx, changed);
        await this.journal.noteCredential(tx, { by, action: 'UPDATE', snapshot: snapshotOf(changed) });
      },
    };
  }
}
