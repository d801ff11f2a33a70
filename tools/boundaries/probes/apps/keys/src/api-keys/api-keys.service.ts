import { type Transaction, Transactions } from '#libs/database';
import { ApiKeysRepository } from './api-keys.repository.js';

export class ApiKeysService {
  constructor(
    readonly transactions: Transactions,
    readonly repository: ApiKeysRepository,
  ) {}

  issue(tx: Transaction) {
    return this.repository.insert(tx);
  }
}
