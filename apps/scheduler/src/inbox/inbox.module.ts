import { Module } from '@nestjs/common';
import { InboxRepository } from './inbox.repository.js';
import { InboxService } from './inbox.service.js';

/** What keeps an event that is delivered twice from counting twice. */
@Module({ providers: [InboxService, InboxRepository], exports: [InboxService] })
export class InboxModule {}
