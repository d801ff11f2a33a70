import { Module } from '@nestjs/common';
import { AlarmsModule } from '../alarms/index.js';
import { CredentialsModule } from '../credentials/index.js';
import { UsersModule } from '../users/index.js';
import { CopiesRepository } from './copies.repository.js';
import { Cures } from './cures.service.js';
import { FirstLook } from './first-look.service.js';
import { ReconciliationMetrics } from './reconciliation.metrics.js';
import { ReconciliationService } from './reconciliation.service.js';
import { ReconciliationsRepository } from './reconciliations.repository.js';
import { SecondLook } from './second-look.service.js';

/** What makes a lost event harmless. */
@Module({
  imports: [AlarmsModule, CredentialsModule, UsersModule],
  providers: [
    ReconciliationService,
    FirstLook,
    SecondLook,
    Cures,
    CopiesRepository,
    ReconciliationsRepository,
    ReconciliationMetrics,
  ],
})
export class ReconciliationModule {}
