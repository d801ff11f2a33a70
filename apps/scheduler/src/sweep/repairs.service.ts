import { Injectable } from '@nestjs/common';
import { Log } from '#libs/observability';
import { AlarmsService } from '../alarms/index.js';
import { OrphansService, SettlingService } from '../deliveries/index.js';
import { InboxService } from '../inbox/index.js';

/** What a sweep puts right, besides having looked for what is due. */
@Injectable()
export class RepairsService {
  constructor(
    private readonly alarms: AlarmsService,
    private readonly inbox: InboxService,
    private readonly orphans: OrphansService,
    private readonly settling: SettlingService,
    private readonly log: Log,
  ) {}

  /** Makes the repairs. Answers whether that was all there is to do now: another sweep may go on at once. */
  async make(): Promise<boolean> {
    await this.inbox.forgetOldEvents();
    await this.orphans.letGo();
    await this.settling.expire();
    return this.setMissingAlarms();
  }

  /** Alarms are a convenience: without Redis the sweep and the watch's timer do the whole work. */
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
}
