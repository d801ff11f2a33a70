import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/index.js';
import { TestMessagesRepository } from './test-messages.repository.js';
import { TestMessagesService } from './test-messages.service.js';

/** Messages by which people see whether their notification settings are right. Who sends reminders closes the channels. */
@Module({
  imports: [ChannelsModule],
  providers: [TestMessagesService, TestMessagesRepository],
  exports: [TestMessagesService],
})
export class TestMessagesModule {}
