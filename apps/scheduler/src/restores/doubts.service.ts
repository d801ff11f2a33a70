import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { RestoresRepository, type Doubt } from './restores.repository.js';

/** Puts in doubt what a restored database does not know to have been sent. */
@Injectable()
export class Doubts {
  constructor(
    private readonly transactions: Transactions,
    private readonly restores: RestoresRepository,
  ) {}

  /**
   * Ends as UNCONFIRMED what waited to be sent when the backup was made, and, whenever it falls due, what was due by then. Answers
   * how many deliveries waited. Doing it twice is doing it once.
   */
  note(doubt: Doubt): Promise<number> {
    return this.transactions.run(async (tx) => {
      await this.restores.note(tx, doubt);
      return this.restores.endWaiting(tx, doubt.until);
    });
  }
}
