import { Inject, Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { Metrics } from '#libs/observability';
import { ActivityModule, ActivityService } from '../activity/index.js';
import { CLOCK } from '../surroundings.module.js';
import { showCredentials } from './credential-metrics.js';
import { InventoryController } from './inventory.controller.js';
import { InventoryRepository } from './inventory.repository.js';
import { InventoryService } from './inventory.service.js';

/** The inventory: credentials of every kind in one list. */
@Module({
  imports: [ActivityModule],
  controllers: [InventoryController],
  providers: [
    {
      provide: InventoryService,
      inject: [Transactions, ActivityService],
      useFactory: (transactions: Transactions, activity: ActivityService) =>
        new InventoryService({ transactions, activity, inventory: new InventoryRepository() }),
    },
  ],
  exports: [InventoryService],
})
export class InventoryModule {
  constructor(metrics: Metrics, transactions: Transactions, @Inject(CLOCK) clock: Clock) {
    showCredentials({ metrics, transactions, clock });
  }
}
