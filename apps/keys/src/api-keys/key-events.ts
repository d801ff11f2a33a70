import type { CredentialSnapshot, KeyEventType } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import type { Outbox, OutboxEntry } from '#libs/messaging';
import type { ApiKey } from './api-key.js';
import { snapshotOf } from './snapshot.js';

/** The outbox as this service writes it. */
type KeysOutbox = Outbox<OutboxEntry<KeyEventType, CredentialSnapshot>>;

/** Tells other services what became of a key, once the transaction has committed. */
export class KeyEvents {
  constructor(private readonly outbox: KeysOutbox) {}

  created(tx: Transaction, key: ApiKey): Promise<void> {
    return this.append(tx, 'KeyCreated', key);
  }

  updated(tx: Transaction, key: ApiKey): Promise<void> {
    return this.append(tx, 'KeyUpdated', key);
  }

  deleted(tx: Transaction, key: ApiKey): Promise<void> {
    return this.append(tx, 'KeyDeleted', key);
  }

  private append(tx: Transaction, type: KeyEventType, key: ApiKey): Promise<void> {
    return this.outbox.append(tx, { type, subject: key.cid, data: snapshotOf(key) });
  }
}
