import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/index.js';
import { NotificationLogsModule } from '../notification-logs/index.js';
import { RemindersModule } from '../reminders/index.js';
import { TestMessagesModule } from '../test-messages/index.js';
import { SchedulerResponder } from './scheduler.responder.js';

/** What other services ask about reminders and tests of them, over the bus. */
@Module({
  imports: [ChannelsModule, NotificationLogsModule, RemindersModule, TestMessagesModule],
  controllers: [SchedulerResponder],
})
export class QuestionsModule {}
