import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { LastUses, LastUsesModule } from '../last-uses/index.js';
import { NextReminders, RemindersModule } from '../reminders/index.js';
import { ActivityService } from './activity.service.js';

/** Last uses and next reminders, for whoever shows credentials. */
@Module({
  imports: [LastUsesModule, RemindersModule],
  providers: [
    {
      provide: ActivityService,
      inject: [Transactions, LastUses, NextReminders],
      useFactory: (...[transactions, lastUses, reminders]: [Transactions, LastUses, NextReminders]) =>
        new ActivityService({ transactions, lastUses, reminders }),
    },
  ],
  exports: [ActivityService],
})
export class ActivityModule {}
