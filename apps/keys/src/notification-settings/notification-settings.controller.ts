import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors } from '../http/index.js';
import {
  notificationSettingsAnswer,
  notificationSettingsBody,
  showSettings,
  type NotificationSettingsAnswer,
  type SetNotificationSettings,
} from './dto/notification-settings.dto.js';
import {
  notificationTestAnswer,
  notificationTestBody,
  showTest,
  type NotificationTestAnswer,
  type TestNotifications,
} from './dto/notification-test.dto.js';
import { NotificationSettingsService } from './notification-settings.service.js';
import { NotificationTestsService } from './notification-tests.service.js';

const REPLANNING =
  'All of the settings are replaced. They hold for every credential that is there: what is planned is planned anew within ' +
  'moments. Nobody is reminded twice of one date and lead time, and a lead time that is chosen when it has passed already is ' +
  'not caught up with.';

/** When and where the caller's workspace wants to be reminded. */
@ApiTags('Notifications')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Configure workspace notification settings')
@Controller('api/v1/notification-settings')
export class NotificationSettingsController {
  constructor(
    private readonly settings: NotificationSettingsService,
    private readonly tests: NotificationTestsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getNotificationSettings', summary: 'Show when and where the workspace is reminded' })
  @ApiOkResponse({ description: 'The settings.', standardSchema: notificationSettingsAnswer })
  async get(@ActingPrincipal() principal: Principal): Promise<NotificationSettingsAnswer> {
    return showSettings(await this.settings.of(principal));
  }

  @Put()
  @ApiOperation({
    operationId: 'setNotificationSettings',
    summary: 'Set when and where the workspace is reminded',
    description: REPLANNING,
  })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'The settings as they stand now.', standardSchema: notificationSettingsAnswer })
  async set(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: notificationSettingsBody }) body: SetNotificationSettings,
  ): Promise<NotificationSettingsAnswer> {
    return showSettings(await this.settings.set(principal, body));
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testNotifications',
    summary: 'Send a test message to whom the settings name, or to one of them',
    description: 'A workspace may do this five times a minute. The answer comes within a few seconds, whatever a provider does.',
  })
  @ApiBody({ required: false })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'What has become of it, by recipient.', standardSchema: notificationTestAnswer })
  async test(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: notificationTestBody }) body: TestNotifications,
  ): Promise<NotificationTestAnswer> {
    return showTest(await this.tests.send(principal, body));
  }
}
