import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { calendarFeedPage, showFeed, type CalendarFeedPage } from './dto/calendar-feed.dto.js';
import { listFeedsQuery, type ListFeeds } from './dto/list-feeds.dto.js';

/** The calendar feeds of the workspace's users, for whoever manages these. */
@ApiTags('Calendar feeds')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 404, 503)
@Requires('Manage users')
@Controller('api/v1/users/:id/calendar-feeds')
export class UserFeedsController {
  constructor(private readonly feeds: CalendarFeedsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listCalendarFeedsOfUser',
    summary: 'List the calendar feeds of a user, newest first',
    description: 'Also of one who was deactivated: nothing is at the addresses until they are back.',
  })
  @ApiParam({ name: 'id', description: 'The id of the user.', example: 'us5d6e7f8091a2b3c4' })
  @ApiOkResponse({ description: 'One page of feeds.', standardSchema: calendarFeedPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Param('id') userId: string,
    @Query({ schema: listFeedsQuery }) query: ListFeeds,
  ): Promise<CalendarFeedPage> {
    const { feeds, total } = await this.feeds.listOf(principal, userId, query);
    return { ...pageOf(query, total), feeds: feeds.map(showFeed) };
  }
}
