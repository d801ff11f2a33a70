import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { ENV, type SchedulerEnv } from '../env.js';
import { DueWatch } from '../reminders/index.js';
import { Restores } from '../restores/index.js';
import { RepairsService } from './repairs.service.js';
import { SweepsRepository } from './sweeps.repository.js';

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/**
 * How long a turn lasts that nobody gives back, because its process died. A sweep that takes longer goes on beside the next one:
 * every repair is a matter of its own, and two processes at it do no harm, only double work. Where sweeps are more frequent than
 * usual a turn is no longer than some of them: a dead process would have the others called unhealthy.
 */
const TURN = { seconds: 20, sweeps: 3 } as const;

/**
 * The periodic repair that makes alarms optional: whatever is due, claimed by a process that died, or without its alarm is
 * found within one interval, whoever forgot it. Its last finish is the proof of life of all reminders.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly holder = randomUUID();
  private readonly intervalMs: number;
  private readonly turnSeconds: number;

  constructor(
    private readonly transactions: Transactions,
    private readonly sweeps: SweepsRepository,
    private readonly repairs: RepairsService,
    private readonly dueWatch: DueWatch,
    private readonly restores: Restores,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.intervalMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
    this.turnSeconds = Math.min(TURN.seconds, TURN.sweeps * env.SWEEP_INTERVAL_SECONDS);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    this.dueWatch.wake();
    const { holder } = this;
    const tx = this.transactions.reading;
    if (!(await this.sweeps.turn.take(tx, { holder, seconds: this.turnSeconds }))) return this.intervalMs;
    try {
      // Beside the repairs: both ask Redis, and a Redis that hangs costs seconds.
      const [complete] = await Promise.all([this.repairs.make(), this.restores.lookBack()]);
      const sweep = await this.sweeps.finished(tx);
      void this.restores.remember(sweep);
      return complete ? this.intervalMs : 0;
    } finally {
      // One that is not given back ends by itself.
      await this.sweeps.turn.end(tx, holder).catch(() => undefined);
    }
  }

  private failed(error: unknown): number {
    this.log.error('The sweep failed; trying again', error);
    return RETRY_MS;
  }
}
