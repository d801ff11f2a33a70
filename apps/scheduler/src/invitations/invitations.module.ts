import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/index.js';
import { InsistenceModule } from '../insistence/index.js';
import { ClaimsRepository } from './claims.repository.js';
import { InvitationMetrics } from './invitation.metrics.js';
import { InvitationsService } from './invitations.service.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { SendingService } from './sending.service.js';
import { SettlingService } from './settling.service.js';

/** Emails to people who were invited. */
@Module({
  imports: [ChannelsModule, InsistenceModule],
  providers: [InvitationsService, ClaimsRepository, OutcomesRepository, SendingService, SettlingService, InvitationMetrics],
  exports: [InvitationsService],
})
export class InvitationsModule {}
