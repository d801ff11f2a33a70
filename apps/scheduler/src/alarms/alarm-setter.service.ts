import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { AlarmsService, type Alarm } from './alarms.service.js';

/** How many alarms go to Redis at once. */
const BATCH = 1_000;

/** How long to wait after a failure, and for more to do. */
const RETRY_MS = 1_000;
const REST_MS = 60_000;

/**
 * Sets and takes down alarms behind the back of whoever plans, many at once: planning does not wait for Redis. What can't be
 * done, because Redis is away or this process ends, is left to the sweep.
 */
@Injectable()
export class AlarmSetter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) });
  private readonly toSet: Alarm[] = [];
  private readonly toTakeDown: Pick<Alarm, 'id' | 'generation'>[] = [];

  constructor(
    private readonly alarms: AlarmsService,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Takes note of what is to be done, soon. An alarm that is to be set and then taken down is. */
  later({
    set,
    takeDown,
  }: {
    readonly set: readonly Alarm[];
    readonly takeDown: readonly Pick<Alarm, 'id' | 'generation'>[];
  }): void {
    this.toSet.push(...set);
    this.toTakeDown.push(...takeDown);
    this.loop.wake();
  }

  private async turn(): Promise<number> {
    const [set, takeDown] = [this.toSet.splice(0, BATCH), this.toTakeDown.splice(0, BATCH)];
    await this.alarms.set(set);
    await this.alarms.takeDown(takeDown);
    return this.toSet.length + this.toTakeDown.length > 0 ? 0 : REST_MS;
  }

  private failed(error: unknown): number {
    // Keeping them would fill the memory for as long as Redis is away, and the sweep finds them all the same.
    const count = this.toSet.splice(0).length;
    this.toTakeDown.splice(0);
    this.log.warn('Alarms could not be set; the sweep will set them', { error: String(error), count });
    return RETRY_MS;
  }
}
