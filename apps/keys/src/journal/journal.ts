import type {
  CredentialKind,
  CredentialSnapshot,
  KeyEventType,
  NotificationSettingsSnapshot,
  UserSnapshot,
} from '#libs/contracts';
import type { Transaction } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { currentTrail } from '#libs/observability';
import type { Outbox, OutboxEntry } from '#libs/outbox';
import type { Actor } from '../authorization/index.js';
import type { AuditAction, AuditEntry, AuditedObject } from './audit-entry.js';
import type { AuditRepository } from './audit.repository.js';
import type { Changes } from './changes.js';

/** An event that this service publishes. */
export type KeysEvent =
  | OutboxEntry<KeyEventType, CredentialSnapshot>
  | OutboxEntry<'NotificationSettingsChanged', NotificationSettingsSnapshot>
  | OutboxEntry<'UserChanged', UserSnapshot>;

/** A change of something, as far as others are concerned. */
export interface Change {
  readonly by: Actor;
  readonly action: AuditAction;
  readonly objectType: AuditedObject;
  readonly objectIdentifier: string;
  /** What other services are told; nothing unless given. */
  readonly event?: KeysEvent;
  /** What is verified anew from now on: a credential's id, a user's, or the workspace's. Nothing unless given. */
  readonly affects?: string;
}

/** A change of a credential: its kind and id are in the snapshot that it leads to. */
export interface CredentialChange {
  readonly by: Actor;
  readonly action: AuditAction;
  readonly snapshot: CredentialSnapshot;
}

interface JournalParts {
  readonly clock: Clock;
  readonly audit: AuditRepository;
  readonly changes: Changes;
  readonly outbox: Outbox<KeysEvent>;
}

/**
 * Whoever changes something says so here, in the same transaction: who did it (the audit log), what other services must hear
 * (the outbox), and what every node must forget (the changes). None of the three can be there without the change itself.
 */
export class Journal {
  constructor(private readonly parts: JournalParts) {}

  async note(tx: Transaction, change: Change): Promise<void> {
    const { audit, changes, outbox, clock } = this.parts;
    await audit.add(tx, entryOf(change, clock.now()));
    if (change.event) await outbox.append(tx, change.event);
    if (change.affects !== undefined) await changes.note(tx, change.affects);
  }

  /** Notes a change of a credential; others hear of it, with the snapshot. */
  noteCredential(tx: Transaction, { by, action, snapshot }: CredentialChange): Promise<void> {
    return this.note(tx, {
      by,
      action,
      objectType: objectOf[snapshot.kind],
      objectIdentifier: snapshot.cid,
      event: { type: eventOf[action], subject: snapshot.cid, data: snapshot },
      // Nobody can have asked about a credential that was not there.
      ...(action === 'CREATE' ? {} : { affects: snapshot.cid }),
    });
  }
}

const eventOf: Record<AuditAction, KeyEventType> = { CREATE: 'KeyCreated', UPDATE: 'KeyUpdated', DELETE: 'KeyDeleted' };

const objectOf: Record<CredentialKind, AuditedObject> = {
  apiKey: 'API_KEY',
  personalToken: 'PERSONAL_API_KEY',
  secret: 'SECRET',
};

function entryOf({ by, action, objectType, objectIdentifier }: Change, at: Date): AuditEntry {
  const requestId = currentTrail().requestId ?? null;
  const what = { workspaceId: by.workspaceId, action, objectType, objectIdentifier, requestId, at };
  if (by.kind === 'system') {
    return { ...what, actorType: 'ANONYMOUS', actorCredential: null, actorEmail: null, ipAddress: null };
  }
  if (by.kind === 'invitee' || by.kind === 'slackUser') {
    return { ...what, actorType: 'ANONYMOUS', actorCredential: null, actorEmail: by.userEmail, ipAddress: by.address };
  }
  const actorType = by.kind === 'apiKey' ? 'API_KEY' : 'PERSONAL_API_KEY';
  return { ...what, actorType, actorCredential: by.id, actorEmail: by.userEmail, ipAddress: by.address };
}
