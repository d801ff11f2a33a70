import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { ENV, type SchedulerEnv } from '../env.js';
import { SettingsService } from '../settings/index.js';
import { DueWatch } from './due-watch.service.js';
import { ReplanningService } from './replanning.service.js';

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/** Has credentials planned anew: at once when settings have changed, at start, and every sweep interval, whoever left off. */
@Injectable()
export class ReplanningWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly restMs: number;

  constructor(
    private readonly replanning: ReplanningService,
    private readonly settings: SettingsService,
    private readonly dueWatch: DueWatch,
    private readonly log: Log,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.restMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  onApplicationBootstrap(): void {
    this.settings.onChange(() => {
      this.loop.wake();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    const count = await this.replanning.next();
    if (count === undefined) return this.restMs;
    this.log.info('Credentials were planned anew, for the settings of their workspace have changed', { count });
    this.dueWatch.wake();
    return 0;
  }

  private failed(error: unknown): number {
    this.log.error('Credentials could not be planned anew; trying again', error);
    return RETRY_MS;
  }
}
