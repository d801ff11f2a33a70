import { Module } from '@nestjs/common';
import { Bus } from '#libs/messaging';
import { NotificationLogsController } from './notification-logs.controller.js';
import { NotificationLogsService } from './notification-logs.service.js';

/** The log of reminders, over HTTP. */
@Module({
  controllers: [NotificationLogsController],
  providers: [{ provide: NotificationLogsService, inject: [Bus], useFactory: (bus: Bus) => new NotificationLogsService(bus) }],
})
export class NotificationLogsModule {}
