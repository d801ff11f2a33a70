import { Injectable } from '@nestjs/common';
import type { CredentialSnapshot, KeyExpiredEvent, KeyExpiringEvent } from '#libs/contracts';
import type { Transaction } from '#libs/database';
import { Outbox, type OutboxEntry } from '#libs/outbox';

type SchedulerEvent = OutboxEntry<'KeyExpiring', KeyExpiringEvent['data']> | OutboxEntry<'KeyExpired', KeyExpiredEvent['data']>;

/** A credential and the expiration of it that is told of. */
interface Ending {
  readonly snapshot: CredentialSnapshot;
  readonly expiresAt: Date;
}

/** Tells other services of expirations: in the transaction that finds them near or over, so that each is told of once. */
@Injectable()
export class ExpirationEvents {
  constructor(private readonly outbox: Outbox<SchedulerEvent>) {}

  /** A reminder of each of these has fallen due. */
  expiring(tx: Transaction, endings: readonly (Ending & { readonly leadDays: number })[]): Promise<void> {
    const entryOf = ({ snapshot, expiresAt, leadDays }: (typeof endings)[number]): SchedulerEvent => ({
      type: 'KeyExpiring',
      subject: snapshot.cid,
      data: { ...snapshot, expiresAt: expiresAt.toISOString(), leadDays },
    });
    return this.outbox.appendAll(tx, endings.map(entryOf));
  }

  /** Each of these has expired. */
  expired(tx: Transaction, endings: readonly Ending[]): Promise<void> {
    const entryOf = ({ snapshot, expiresAt }: Ending): SchedulerEvent => ({
      type: 'KeyExpired',
      subject: snapshot.cid,
      data: { ...snapshot, expiresAt: expiresAt.toISOString() },
    });
    return this.outbox.appendAll(tx, endings.map(entryOf));
  }
}
