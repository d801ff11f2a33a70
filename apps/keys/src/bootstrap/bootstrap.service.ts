import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import type { KeysEnv } from '../env.js';
import { ENV } from '../surroundings.module.js';
import { FirstStart } from './first-start.js';
import { writeKeyFile } from './key-file.js';

const FIRST_KEY = {
  name: 'Bootstrap admin key',
  description: 'Made at the first start. Replace it by a key of your own, then delete it.',
};

/** At the very first start makes the workspace, its admin and, where ADMIN_KEY_FILE says to, the admin's key. */
@Injectable()
export class BootstrapService implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly firstStart: FirstStart,
    private readonly log: Log,
    @Inject(ENV) private readonly env: KeysEnv,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.firstStart.takeTurn(tx);
      const { workspace, isNew } = await this.firstStart.ensureWorkspace(tx);
      if (!isNew) return;
      const admin = await this.firstStart.ensureAdmin(tx, workspace);
      this.log.info('First start: made the workspace and its admin', { workspaceId: workspace.id });
      if (this.env.ADMIN_KEY_FILE === undefined) return;
      const { key, plain } = await this.firstStart.issueAdminKey(tx, admin, FIRST_KEY);
      // Before the commit: a key that nobody could read would be worse than none.
      await writeKeyFile(this.env.ADMIN_KEY_FILE, plain);
      this.log.info('First start: wrote the admin key to its file', { cid: key.cid });
    });
  }
}
