import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Bus } from '#libs/messaging';
import { CLOCK } from '../surroundings.module.js';
import { InventoryController } from './inventory.controller.js';
import { InventoryRepository } from './inventory.repository.js';
import { InventoryService } from './inventory.service.js';
import { NextReminders } from './next-reminders.js';

/** When the next reminder of a credential is due, for whoever lists credentials. */
@Module({
  providers: [
    { provide: NextReminders, inject: [Bus, CLOCK], useFactory: (bus: Bus, clock: Clock) => new NextReminders(bus, clock) },
  ],
  exports: [NextReminders],
})
export class NextRemindersModule {}

/** The inventory: credentials of every kind in one list. */
@Module({
  imports: [NextRemindersModule],
  controllers: [InventoryController],
  providers: [
    {
      provide: InventoryService,
      inject: [Transactions, NextReminders],
      useFactory: (transactions: Transactions, reminders: NextReminders) =>
        new InventoryService({ transactions, reminders, inventory: new InventoryRepository() }),
    },
  ],
  exports: [InventoryService],
})
export class InventoryModule {}
