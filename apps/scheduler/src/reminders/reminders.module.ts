import { Module } from '@nestjs/common';
import { AlarmsModule } from '../alarms/index.js';
import { ChannelsModule } from '../channels/index.js';
import { DeliveriesModule } from '../deliveries/index.js';
import { ExpirationsModule } from '../expirations/index.js';
import { AddressingService } from './addressing.service.js';
import { AdminsRepository } from './admins.repository.js';
import { ComingReminders } from './coming-reminders.service.js';
import { DueRepository } from './due.repository.js';
import { DueWatch } from './due-watch.service.js';
import { FallingDueService } from './falling-due.service.js';
import { PlansRepository } from './plans.repository.js';
import { ReminderMetrics } from './reminder.metrics.js';
import { RemindersService } from './reminders.service.js';
import { ReplanningWatch } from './replanning-watch.service.js';
import { ReplanningService } from './replanning.service.js';
import { ReplansRepository } from './replans.repository.js';
import { ResponsesRepository } from './responses.repository.js';

/** What is owed, and when it falls due. */
@Module({
  imports: [AlarmsModule, ChannelsModule, DeliveriesModule, ExpirationsModule],
  providers: [
    RemindersService,
    ComingReminders,
    FallingDueService,
    DueWatch,
    PlansRepository,
    DueRepository,
    AddressingService,
    AdminsRepository,
    ReminderMetrics,
    ReplanningService,
    ReplanningWatch,
    ReplansRepository,
    ResponsesRepository,
  ],
  exports: [RemindersService, ComingReminders, DueWatch],
})
export class RemindersModule {}
