import { Injectable } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { PlainKey } from '../key-material/index.js';
import { FirstStart } from './first-start.js';

const KEY = { name: 'Admin key', description: 'Issued by the admin-key command.' };

/** Issues admin keys to whoever runs the installation, without asking the API. */
@Injectable()
export class AdminKeyIssuer {
  constructor(
    private readonly transactions: Transactions,
    private readonly firstStart: FirstStart,
  ) {}

  /** A new ADMIN key of the workspace's admin. Its event goes out once a keys service runs. */
  issue(): Promise<PlainKey> {
    return this.transactions.run(async (tx) => {
      await this.firstStart.takeTurn(tx);
      const { workspace } = await this.firstStart.ensureWorkspace(tx);
      const admin = await this.firstStart.ensureAdmin(tx, workspace);
      const { plain } = await this.firstStart.issueAdminKey(tx, admin, KEY);
      return plain;
    });
  }
}
