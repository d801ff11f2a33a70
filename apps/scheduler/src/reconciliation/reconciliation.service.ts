import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { systemClock, WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AlarmsService } from '../alarms/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { FirstLook } from './first-look.service.js';
import { Pass } from './pass.js';
import { ReconciliationsRepository } from './reconciliations.repository.js';
import { SecondLook } from './second-look.service.js';

/** How long a turn lasts that nobody gives back, because its process died. Each step begins it anew. */
const TURN_SECONDS = 180;

/** How long an event may be on its way before it counts as lost: so long, or half the interval if that is shorter. */
const PATIENCE_SECONDS = 60;

/** After a failure another try comes this soon, or after the interval if that is shorter. */
const RETRY_SECONDS = 60;

interface PassUnderWay {
  readonly pass: Pass;
  /** The memory that Redis had when it began. */
  readonly epoch: string | null;
}

/**
 * Keeps copies from being wrong for ever: slowly, one process at a time, all of them are compared with what the keys service
 * knows, and what events should have told is worked in. While the keys service or Redis is away nothing happens.
 */
@Injectable()
export class ReconciliationService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly holder = randomUUID();
  private epoch: string | null = null;
  private underWay: PassUnderWay | undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly reconciliations: ReconciliationsRepository,
    private readonly firstLook: FirstLook,
    private readonly secondLook: SecondLook,
    private readonly log: Log,
    alarms: AlarmsService,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {
    alarms.onEpoch((epoch) => {
      const isNews = epoch !== this.epoch;
      this.epoch = epoch;
      if (isNews) this.loop.wake();
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.giveBack();
  }

  private async turn(): Promise<number> {
    const everySeconds = this.env.RECONCILE_INTERVAL_SECONDS;
    const { holder } = this;
    const tx = this.transactions.reading;
    if (!(await this.reconciliations.takeTurn(tx, { holder, seconds: TURN_SECONDS, everySeconds, epoch: this.epoch }))) {
      this.underWay = undefined;
      return everySeconds * 1_000;
    }
    this.underWay ??= { pass: this.newPass(), epoch: this.epoch };
    const { pass, epoch } = this.underWay;
    const rest = await pass.step();
    if (rest !== 'over') return rest;
    await this.reconciliations.finished(tx, { ...pass.leftovers, epoch });
    await this.giveBack();
    // Should Redis have lost its memory meanwhile, another one is due now.
    return this.epoch === epoch ? everySeconds * 1_000 : 0;
  }

  private newPass(): Pass {
    const patienceMs = Math.min(PATIENCE_SECONDS, this.env.RECONCILE_INTERVAL_SECONDS / 2) * 1_000;
    return new Pass({ firstLook: this.firstLook, secondLook: this.secondLook, clock: systemClock, patienceMs });
  }

  /** Another process may go on, from the beginning. A turn that can't be given back ends by itself. */
  private async giveBack(): Promise<void> {
    this.underWay = undefined;
    await this.reconciliations.endTurn(this.transactions.reading, this.holder).catch(() => undefined);
  }

  private failed(error: unknown): number {
    this.log.warn('Copies can not be compared with the keys service now; trying again later', { error: String(error) });
    void this.giveBack();
    return Math.min(RETRY_SECONDS, this.env.RECONCILE_INTERVAL_SECONDS) * 1_000;
  }
}
