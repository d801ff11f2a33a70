import type { Transaction } from '#libs/database';
import { DomainError } from '#libs/kernel';
import { isOwner, type RemindedCredentials, type RemindedLookUp, type Respondable } from '../credentials/index.js';
import type { Journal } from '../journal/index.js';
import type { PersonalTokensRepository } from './personal-tokens.repository.js';
import { snapshotOf } from './snapshot.js';

interface RemindedTokensParts {
  readonly tokens: PersonalTokensRepository;
  readonly journal: Journal;
}

/** Personal access tokens, for their owners, and for whoever stands in for them when they are gone: those who manage users. */
export class RemindedTokens implements RemindedCredentials {
  constructor(private readonly parts: RemindedTokensParts) {}

  /** Nobody else is told that a token is there. */
  async find(tx: Transaction, { by, cid, lock }: RemindedLookUp): Promise<Respondable> {
    const { tokens, journal } = this.parts;
    const token = await tokens.findAnybodys(tx, { workspaceId: by.workspaceId, id: cid }, { lock });
    const mayRespond = by.permissions.has('Manage users') || isOwner(by, token?.owner.id);
    if (!token || token.revokedAt || !mayRespond)
      throw new DomainError('NOT_FOUND', 'There is no personal access token with this id.');
    return {
      ...token,
      respond: async (response, now) => {
        const changed = { ...token, response, updatedAt: now, version: token.version + 1 };
        await tokens.update(tx, changed);
        await journal.noteCredential(tx, { by, action: 'UPDATE', snapshot: snapshotOf(changed) });
      },
    };
  }
}
