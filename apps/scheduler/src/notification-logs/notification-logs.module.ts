import { Module } from '@nestjs/common';
import { NotificationLogsRepository } from './notification-logs.repository.js';
import { NotificationLogsService } from './notification-logs.service.js';

/** The ledger, for whoever wants to look at it. */
@Module({ providers: [NotificationLogsService, NotificationLogsRepository], exports: [NotificationLogsService] })
export class NotificationLogsModule {}
