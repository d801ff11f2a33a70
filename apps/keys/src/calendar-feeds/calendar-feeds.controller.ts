import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, NOTHING, Requires, type Principal } from '../authorization/index.js';
import type { KeysEnv } from '../env.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { ENV } from '../surroundings.module.js';
import { CalendarFeedsService } from './calendar-feeds.service.js';
import { calendarFeedPage, madeFeedAnswer, showFeed, showMadeFeed } from './dto/calendar-feed.dto.js';
import type { CalendarFeedPage, MadeFeedAnswer } from './dto/calendar-feed.dto.js';
import { listFeedsQuery, type ListFeeds } from './dto/list-feeds.dto.js';
import { makeFeedBody, type MakeFeed } from './dto/make-feed.dto.js';

/** The caller's own calendar feeds. Everybody may have some; an API key only if it may do all that its owner may. */
@ApiTags('Calendar feeds')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires(NOTHING)
@Controller('api/v1/calendar-feeds')
export class CalendarFeedsController {
  constructor(
    private readonly feeds: CalendarFeedsService,
    @Inject(ENV) private readonly env: Pick<KeysEnv, 'CONSOLE_URL'>,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listCalendarFeeds', summary: 'List your calendar feeds, newest first' })
  @ApiOkResponse({ description: 'One page of feeds.', standardSchema: calendarFeedPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: listFeedsQuery }) query: ListFeeds,
  ): Promise<CalendarFeedPage> {
    const { feeds, total } = await this.feeds.list(principal, query);
    return { ...pageOf(query, total), feeds: feeds.map(showFeed) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'makeCalendarFeed',
    summary: 'Make a calendar of expirations; the answer shows its address this once',
    description: 'It shows what you may see at every moment, to whoever has its address.',
  })
  @ApiOkResponse({ description: 'Made.', standardSchema: madeFeedAnswer })
  @ApiErrors(413, 415)
  async make(@ActingPrincipal() principal: Principal, @Body({ schema: makeFeedBody }) body: MakeFeed): Promise<MadeFeedAnswer> {
    return showMadeFeed(await this.feeds.make(principal, body), this.env.CONSOLE_URL);
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'revokeCalendarFeed',
    summary: 'Revoke a calendar feed: nothing is at its address from now on',
    description: 'One of yours; whoever manages users may revoke those of others.',
  })
  @ApiParam({ name: 'id', description: 'The id of the feed.', example: 'fd90b1c2d3e4f56a78' })
  @ApiErrors(404)
  @ApiOkResponse({ description: 'Revoked; the body is empty.' })
  async revoke(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.feeds.revoke(principal, id);
  }
}
