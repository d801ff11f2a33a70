import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/index.js';
import { RemindersModule } from '../reminders/index.js';
import { CredentialsRepository } from './credentials.repository.js';
import { CredentialsService } from './credentials.service.js';
import { KeyEventsConsumer } from './key-events.consumer.js';

/** The scheduler's copy of the credentials. */
@Module({
  imports: [InboxModule, RemindersModule],
  controllers: [KeyEventsConsumer],
  providers: [CredentialsService, CredentialsRepository],
  exports: [CredentialsService],
})
export class CredentialsModule {}
