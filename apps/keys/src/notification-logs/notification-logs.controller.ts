import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { listNotificationLogsQuery, type ListNotificationLogs } from './dto/list-notification-logs.dto.js';
import { notificationLogPage, type NotificationLogPage } from './dto/notification-logs.dto.js';
import { NotificationLogsService } from './notification-logs.service.js';

/** Which reminders were sent to whom, and what became of them. */
@ApiTags('Notifications')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('View notification logs')
@Controller('api/v1/notifications/logs')
export class NotificationLogsController {
  constructor(private readonly logs: NotificationLogsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listNotificationLogs',
    summary: 'List reminders by whom they were sent to, newest first',
    description:
      'One row for each reminder and recipient, and one for each reminder that had nobody to be sent to. The values of one ' +
      'filter are alternatives, and every filter has to be met; addresses and channels together are one filter.',
  })
  @ApiOkResponse({ description: 'One page of the log.', standardSchema: notificationLogPage })
  async list(
    @ActingPrincipal() { workspaceId }: Principal,
    @Query({ schema: listNotificationLogsQuery }) query: ListNotificationLogs,
  ): Promise<NotificationLogPage> {
    const { total, logs } = await this.logs.page({ workspaceId, ...query });
    return { ...pageOf(query, total), logs };
  }
}
