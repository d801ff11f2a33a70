import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** An open transaction: what a service hands to its repositories, and looks into itself never. */
export type Transaction = EntityManager;

/** Opens transactions: one for each verb of a service. */
@Injectable()
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /** Does `work` in one transaction: committed when it resolves, rolled back and rethrown when it rejects. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(work);
  }

  /** A handle for reads that need no transaction of their own: each statement sees what is committed when it runs. */
  get reading(): Transaction {
    return this.dataSource.manager;
  }
}
