import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AlarmRing } from '../alarms/index.js';
import { DispatchService } from '../deliveries/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { FallingDueService } from './falling-due.service.js';

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/** How soon to look again for what is due and another process sees to. */
const ELSEWHERE_MS = 100;

/**
 * Watches for reminders to fall due. It is woken by alarms, by the sweep and by new plans, and by its own timer for the next
 * due instant; whoever wakes it, what is due is decided by the database's clock.
 */
@Injectable()
export class DueWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly longestRestMs: number;
  /** When the watch looks again by itself, by a clock that only goes forward. */
  private looksAt = 0;

  constructor(
    private readonly fallingDue: FallingDueService,
    private readonly dispatch: DispatchService,
    private readonly alarms: AlarmRing,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.longestRestMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  onApplicationBootstrap(): void {
    this.alarms.onRing(() => {
      this.loop.wake();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Something may be due now. */
  wake(): void {
    this.loop.wake();
  }

  /** Something will be due in so many milliseconds: sooner, perhaps, than the watch would have looked. */
  expect(dueInMs: number): void {
    if (performance.now() + dueInMs < this.looksAt) this.loop.wake();
  }

  private async turn(): Promise<number> {
    // Until the turn is over nobody knows what it has seen: whatever is expected meanwhile asks for another.
    this.looksAt = Infinity;
    const fired = await this.fallingDue.fireSome();
    if (fired > 0) {
      this.log.info('Reminders fell due', { count: fired });
      this.dispatch.wake();
    }
    const nextMs = Math.ceil((await this.fallingDue.nextDueInMs()) ?? Infinity);
    const isElsewhere = nextMs <= 0 && fired === 0;
    const rest = isElsewhere ? ELSEWHERE_MS : Math.min(Math.max(nextMs, 0), this.longestRestMs);
    this.looksAt = performance.now() + rest;
    return rest;
  }

  private failed(error: unknown): number {
    this.log.error('Reminders could not be made to fall due; trying again', error);
    return RETRY_MS;
  }
}
