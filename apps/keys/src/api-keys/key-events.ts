import type { Transaction } from '#libs/database';
import type { Actor } from '../authorization/index.js';
import type { Journal } from '../journal/index.js';
import type { ApiKey } from './api-key.js';
import { snapshotOf } from './snapshot.js';

/** Tells the journal what became of a key. */
export class KeyEvents {
  constructor(private readonly journal: Journal) {}

  created(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.journal.noteCredential(tx, { by, action: 'CREATE', snapshot: snapshotOf(key) });
  }

  updated(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.journal.noteCredential(tx, { by, action: 'UPDATE', snapshot: snapshotOf(key) });
  }

  deleted(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.journal.noteCredential(tx, { by, action: 'DELETE', snapshot: snapshotOf(key) });
  }
}
