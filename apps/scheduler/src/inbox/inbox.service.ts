import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { InboxRepository } from './inbox.repository.js';

/** Which events were worked in already. */
@Injectable()
export class InboxService {
  constructor(
    private readonly transactions: Transactions,
    private readonly inbox: InboxRepository,
  ) {}

  /** Notes an event within the transaction that works it in. Answers whether it is new. */
  note(tx: Transaction, eventId: string): Promise<boolean> {
    return this.inbox.note(tx, eventId);
  }

  /** Forgets the ids of events so old that they can't come again. */
  forgetOldEvents(): Promise<void> {
    return this.inbox.forgetOldEvents(this.transactions.reading);
  }
}
