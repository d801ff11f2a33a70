import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { PlansRepository } from './plans.repository.js';

/** What never was an id is not looked up: it may hold what Postgres can't read. */
const CID = /^(ak|pt|se)[0-9a-f]{16}$/;

/** Says when people will next be reminded. */
@Injectable()
export class ComingReminders {
  constructor(
    private readonly transactions: Transactions,
    private readonly plans: PlansRepository,
  ) {}

  /**
   * The due instant of the next reminder by cid, ISO 8601; what has none to come is left out. A reminder that has fallen due
   * comes no more, though its messages may still be under way: the log tells of those.
   */
  async next(cids: readonly string[]): Promise<Record<string, string>> {
    const due = await this.plans.next(
      this.transactions.reading,
      cids.filter((cid) => CID.test(cid)),
    );
    return Object.fromEntries(due.map(({ cid, dueAt }) => [cid, dueAt.toISOString()]));
  }
}
