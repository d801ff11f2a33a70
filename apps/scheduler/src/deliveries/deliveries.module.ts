import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/index.js';
import { CircuitsModule } from '../circuits/index.js';
import { InsistenceModule } from '../insistence/index.js';
import { ClaimsRepository } from './claims.repository.js';
import { ClaimsService } from './claims.service.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { DigestsRepository } from './digests.repository.js';
import { DispatchService } from './dispatch.service.js';
import { LastMomentRepository } from './last-moment.repository.js';
import { OrphansService } from './orphans.service.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { SendingService } from './sending.service.js';
import { SettlingService } from './settling.service.js';
import { TurnsRepository } from './turns.repository.js';
import { WithdrawalsRepository } from './withdrawals.repository.js';

/** The ledger of who was told, and the sending. */
@Module({
  imports: [ChannelsModule, CircuitsModule, InsistenceModule],
  providers: [
    ClaimsService,
    ClaimsRepository,
    DigestsRepository,
    WithdrawalsRepository,
    TurnsRepository,
    SendingService,
    LastMomentRepository,
    SettlingService,
    OutcomesRepository,
    DispatchService,
    OrphansService,
    DeliveryMetrics,
  ],
  exports: [DispatchService, OrphansService, SettlingService],
})
export class DeliveriesModule {}
