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
  constructor(private readonly dataSource: DataSource) {}

  /** Does `work` in one transaction: committed when it resolves, rolled back and rethrown when it rejects. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      throw wasCutOff(error) ? new Error('Connection terminated while a transaction was open', { cause: error }) : error;
    }
  }

  /** Does `work` as a part of an open transaction: if it rejects, that part alone is undone. */
  part<T>(tx: Transaction, work: (part: Transaction) => Promise<T>): Promise<T> {
    return tx.transaction(work);
  }

  /** A handle for reads that need no transaction of their own: each statement sees what is committed when it runs. */
  get reading(): Transaction {
    return this.dataSource.manager;
  }
}

/** TypeORM gives up a runner whose connection broke, and says of each later statement only that it came too late. */
function wasCutOff(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}
