import { Inject, Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Metrics } from '#libs/observability';
import { NextReminders, RemindersModule } from '../reminders/index.js';
import { CLOCK } from '../surroundings.module.js';
import { showCredentials } from './credential-metrics.js';
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
export class InventoryModule {
  constructor(metrics: Metrics, transactions: Transactions, @Inject(CLOCK) clock: Clock) {
    showCredentials({ metrics, transactions, clock });
  }
}
