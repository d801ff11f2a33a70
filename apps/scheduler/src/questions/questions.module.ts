import { Module } from '@nestjs/common';
import { NotificationLogsModule } from '../notification-logs/index.js';
import { RemindersModule } from '../reminders/index.js';
import { SchedulerResponder } from './scheduler.responder.js';

/** What other services ask about reminders, over the bus. */
@Module({ imports: [NotificationLogsModule, RemindersModule], controllers: [SchedulerResponder] })
export class QuestionsModule {}
