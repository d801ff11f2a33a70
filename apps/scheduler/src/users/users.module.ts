import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { UserEventsConsumer } from './user-events.consumer.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** The scheduler's copy of the users. */
@Module({
  imports: [InboxModule, InvitationsModule],
  controllers: [UserEventsConsumer],
  providers: [UsersService, UsersRepository],
  exports: [UsersService],
})
export class UsersModule {}
