import { Module } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { CLOCK } from '../surroundings.module.js';
import { NextReminders } from './next-reminders.js';

/** When the next reminder of a credential is due, for whoever shows credentials. */
@Module({
  providers: [
    { provide: NextReminders, inject: [Bus, CLOCK], useFactory: (bus: Bus, clock: Clock) => new NextReminders(bus, clock) },
  ],
  exports: [NextReminders],
})
export class RemindersModule {}
