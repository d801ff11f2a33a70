import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { NextReminders, RemindersModule } from '../reminders/index.js';
import { InventoryController } from './inventory.controller.js';
import { InventoryRepository } from './inventory.repository.js';
import { InventoryService } from './inventory.service.js';

/** The inventory: credentials of every kind in one list. */
@Module({
  imports: [RemindersModule],
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
