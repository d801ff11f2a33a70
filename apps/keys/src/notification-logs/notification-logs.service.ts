import type { BusRequest, NotificationLogs } from '#libs/contracts';
import { BusSilent, type Bus } from '#libs/messaging';

const UNAVAILABLE = 'The scheduler, which keeps the notification log, did not answer. Try again soon.';

/** Asks the scheduler which reminders were sent to whom, and what became of them. */
export class NotificationLogsService {
  constructor(private readonly bus: Pick<Bus, 'ask'>) {}

  /** One page of a workspace's log. Fails with UNAVAILABLE if the scheduler does not answer within two seconds. */
  async page(asked: BusRequest<'notifications.logs'>): Promise<NotificationLogs> {
    try {
      return await this.bus.ask('notifications.logs', asked);
    } catch (error) {
      throw error instanceof BusSilent ? error.saying(UNAVAILABLE) : error;
    }
  }
}
