import { Injectable } from '@nestjs/common';
import {
  DataSource,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  type EntityManager,
} from 'typeorm';

/** An open transaction: what a service hands to its repositories, and looks into itself never. */
export type Transaction = EntityManager;

/** Opens transactions: one for each verb of a service. */
@Injectable()
export class Transactions {
  private readonly sequels = new WeakMap<object, (() => void)[]>();

  constructor(private readonly dataSource: DataSource) {}

  /** Does `work` in one transaction: committed when it resolves, rolled back and rethrown when it rejects. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const sequels: (() => void)[] = [];
    const answer = await this.committed((tx) => {
      this.sequels.set(sessionOf(tx), sequels);
      return work(tx);
    });
    for (const sequel of sequels) sequel();
    return answer;
  }

  /**
   * Has `sequel` called as soon as the open transaction has committed, and never if it does not. It must not throw, and may
   * not be called at all if the process dies first: what has to happen is written in the transaction.
   */
  afterCommit(tx: Transaction, sequel: () => void): void {
    this.sequels.get(sessionOf(tx))?.push(sequel);
  }

  /** Does `work` as a part of an open transaction: if it rejects, that part alone is undone. */
  part<T>(tx: Transaction, work: (part: Transaction) => Promise<T>): Promise<T> {
    return tx.transaction(work);
  }

  /** A handle for reads that need no transaction of their own: each statement sees what is committed when it runs. */
  get reading(): Transaction {
    return this.dataSource.manager;
  }

  private async committed<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw wasCutOff(error) ? new Error('Connection terminated while a transaction was open', { cause: error }) : error;
    }
  }
}

/** Whether something that is locked with this stays so: until the transaction ends. What {@link Transactions.reading} locks does not. */
export function isOpen(tx: Transaction): boolean {
  return tx.queryRunner?.isTransactionActive === true;
}

/** A transaction and its parts share one session of the database. */
function sessionOf(tx: Transaction): object {
  return tx.queryRunner ?? tx;
}

/** TypeORM gives up a runner whose connection broke, and says of each later statement only that it came too late. */
function wasCutOff(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}
