import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { BusAnswer, NotificationLogs } from '#libs/contracts';
import { questionOf } from '#libs/messaging';
import { PEOPLE, type People } from '../channels/index.js';
import { NotificationLogsService } from '../notification-logs/index.js';
import { ComingReminders, RemindersService } from '../reminders/index.js';
import { TestMessagesService } from '../test-messages/index.js';

/**
 * Answers what other services ask about reminders, over the bus. Every scheduler does, from the one database they share: it
 * does not matter whose answer comes first.
 */
@Controller()
export class SchedulerResponder {
  constructor(
    private readonly coming: ComingReminders,
    private readonly reminders: RemindersService,
    private readonly logs: NotificationLogsService,
    private readonly tests: TestMessagesService,
    @Inject(PEOPLE) private readonly people: People | undefined,
  ) {}

  @MessagePattern('reminders.next')
  next(@Payload() payload: unknown): Promise<BusAnswer<'reminders.next'>> {
    return this.coming.next(questionOf('reminders.next', payload).cids);
  }

  @MessagePattern('reminders.due')
  async due(@Payload() payload: unknown): Promise<BusAnswer<'reminders.due'>> {
    return (await this.reminders.lastDue(questionOf('reminders.due', payload))) ?? null;
  }

  @MessagePattern('notifications.logs')
  log(@Payload() payload: unknown): Promise<NotificationLogs> {
    return this.logs.page(questionOf('notifications.logs', payload));
  }

  @MessagePattern('slack.user')
  async slackUser(@Payload() payload: unknown): Promise<BusAnswer<'slack.user'>> {
    const { slackUserId } = questionOf('slack.user', payload);
    return { email: (await this.people?.emailOf(slackUserId)) ?? null };
  }

  @MessagePattern('notifications.test')
  test(@Payload() payload: unknown): Promise<BusAnswer<'notifications.test'>> {
    return this.tests.see(questionOf('notifications.test', payload));
  }
}
