import type { KeyEventType } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import type { Actor } from '../authorization/index.js';
import type { AuditAction, Journal } from '../journal/index.js';
import type { ApiKey } from './api-key.js';
import { snapshotOf } from './snapshot.js';

const eventOf: Record<AuditAction, KeyEventType> = { CREATE: 'KeyCreated', UPDATE: 'KeyUpdated', DELETE: 'KeyDeleted' };

/** Tells the journal what became of a key. */
export class KeyEvents {
  constructor(private readonly journal: Journal) {}

  created(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.note(tx, { by, action: 'CREATE', key });
  }

  updated(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.note(tx, { by, action: 'UPDATE', key });
  }

  deleted(tx: Transaction, by: Actor, key: ApiKey): Promise<void> {
    return this.note(tx, { by, action: 'DELETE', key });
  }

  private note(tx: Transaction, { by, action, key }: { by: Actor; action: AuditAction; key: ApiKey }): Promise<void> {
    return this.journal.note(tx, {
      by,
      action,
      objectType: 'API_KEY',
      objectIdentifier: key.cid,
      event: { type: eventOf[action], subject: key.cid, data: snapshotOf(key) },
      // Nobody can have asked about a key that was not there.
      ...(action === 'CREATE' ? {} : { affects: key.cid }),
    });
  }
}
