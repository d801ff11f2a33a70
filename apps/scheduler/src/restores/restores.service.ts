import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { ENV, type SchedulerEnv } from '../env.js';
import { Doubts } from './doubts.service.js';
import type { FinishedSweep } from './finished-sweep.js';
import { RememberedSweeps } from './remembered-sweeps.js';
import { RestoresRepository } from './restores.repository.js';

/** After its last sweep that Redis remembers a scheduler may have sent for so many intervals more: then it was unhealthy. */
const INTERVALS = 4;

/**
 * Notices that the database is older than what Redis remembers of it: it was restored from a backup, and does not know what was
 * sent since. What was due by then is not sent again, and says so (docs/adr/0025).
 */
@Injectable()
export class Restores implements OnModuleInit {
  private readonly marginMs: number;

  constructor(
    private readonly transactions: Transactions,
    private readonly restores: RestoresRepository,
    private readonly doubts: Doubts,
    private readonly remembered: RememberedSweeps,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.marginMs = INTERVALS * env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  /** Before anything falls due here. */
  async onModuleInit(): Promise<void> {
    await this.remembered.ready();
    await this.lookBack();
  }

  /** Looks whether the database is an older one. That nobody can be asked is no reason to wait: never losing comes first. */
  async lookBack(): Promise<void> {
    try {
      // Redis is asked first: what it knows of was committed before.
      const remembered = await this.remembered.last();
      if (!remembered) return;
      const finished = await this.restores.sweepsFinished(this.transactions.reading);
      if (finished >= remembered.number) return;
      const until = new Date(remembered.at.getTime() + this.marginMs);
      const count = await this.doubts.note({ until, sweeps: remembered.number });
      const reason = `what was due until ${until.toISOString()} may have been sent, and is not sent again`;
      this.log.error('The database was restored from a backup', undefined, { reason, count });
    } catch (error) {
      this.log.warn('Whether the database was restored from a backup can not be found out now', { error: String(error) });
    }
  }

  /** Has Redis remember a sweep. What it does not hear of, it hears of with the next one. */
  async remember(sweep: FinishedSweep): Promise<void> {
    await this.remembered.remember(sweep).catch(() => undefined);
  }
}
