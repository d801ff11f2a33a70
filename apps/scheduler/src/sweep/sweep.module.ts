import { Module } from '@nestjs/common';
import { AlarmsModule } from '../alarms/index.js';
import { DeliveriesModule } from '../deliveries/index.js';
import { InboxModule } from '../inbox/index.js';
import { RemindersModule } from '../reminders/index.js';
import { RestoresModule } from '../restores/index.js';
import { ProofOfLife } from './proof-of-life.service.js';
import { RepairsService } from './repairs.service.js';
import { SweepMetrics } from './sweep.metrics.js';
import { SweepService } from './sweep.service.js';
import { SweepsRepository } from './sweeps.repository.js';

/** The periodic repair. */
@Module({
  imports: [AlarmsModule, DeliveriesModule, InboxModule, RemindersModule, RestoresModule],
  providers: [SweepService, RepairsService, SweepMetrics, SweepsRepository, ProofOfLife],
  exports: [ProofOfLife],
})
export class SweepModule {}
