import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { Log, type LogFields } from '#libs/observability';
import { InboxRepository } from './inbox.repository.js';

/** An event that was heard, and what the log says of it. */
interface Heard {
  readonly id: string;
  readonly fields: LogFields;
}

/** Which events were worked in already. */
@Injectable()
export class InboxService {
  constructor(
    private readonly transactions: Transactions,
    private readonly inbox: InboxRepository,
    private readonly log: Log,
  ) {}

  /**
   * Works an event in, in one transaction with the note that it was; one that was heard before changes nothing. `work` answers
   * `undefined` if the event is older than what is known. Answers what came of it, or `undefined` of either.
   */
  async workIn<T>({ id, fields }: Heard, work: (tx: Transaction) => Promise<T | undefined>): Promise<T | undefined> {
    const result = await this.transactions.run(async (tx) => ((await this.inbox.note(tx, id)) ? work(tx) : undefined));
    if (result === undefined) this.log.debug('An event was heard before, or is older than what is known', fields);
    return result;
  }

  /** Forgets the ids of events so old that they can't come again. */
  forgetOldEvents(): Promise<void> {
    return this.inbox.forgetOldEvents(this.transactions.reading);
  }
}
