import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AlarmsService } from '../alarms/index.js';
import { CredentialsService } from '../credentials/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { DueWatch } from '../reminders/index.js';
import { SweepsRepository } from './sweeps.repository.js';

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/**
 * The periodic repair that makes alarms optional: whatever is due, claimed by a process that died, or without its alarm is
 * found within one interval, whoever forgot it. Its last finish is the proof of life of all reminders.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly intervalMs: number;

  constructor(
    private readonly transactions: Transactions,
    private readonly sweeps: SweepsRepository,
    private readonly alarms: AlarmsService,
    private readonly dueWatch: DueWatch,
    private readonly credentials: CredentialsService,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.intervalMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    this.dueWatch.wake();
    const complete = await this.transactions.run(async (tx) => {
      if (!(await this.sweeps.takeTurn(tx))) return true;
      const alarmsAreSet = await this.setMissingAlarms();
      await this.credentials.forgetOldEvents();
      await this.sweeps.finished(tx);
      return alarmsAreSet;
    });
    return complete ? this.intervalMs : 0;
  }

  /**
   * Alarms are a convenience: without Redis the sweep and the watch's timer do the whole work. Answers whether there is nothing
   * more to do about them now.
   */
  private async setMissingAlarms(): Promise<boolean> {
    try {
      const { count, complete } = await this.alarms.setMissing();
      if (count > 0) this.log.info('Missing alarms were set', { count });
      return complete;
    } catch (error) {
      this.log.warn('Alarms can not be set now; the watch goes by its own timer', { error: String(error) });
      return true;
    }
  }

  private failed(error: unknown): number {
    this.log.error('The sweep failed; trying again', error);
    return RETRY_MS;
  }
}
