import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../addresses/index.js';
import { ApiErrors } from '../http/index.js';
import { CalendarService } from './calendar.service.js';

const EXAMPLE = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';

/** The calendars themselves. Their address is all that calendars can be given, so it takes no other credential. */
@ApiTags('Calendar feeds')
@ApiErrors(403, 404, 429, 503)
@Controller('calendar')
export class CalendarController {
  constructor(private readonly calendars: CalendarService) {}

  @Get(':file')
  @ApiOperation({ operationId: 'showCalendar', summary: 'The calendar of a feed: the next 1000 expirations, one event each' })
  @ApiParam({ name: 'file', description: 'The token of the feed and `.ics`.', example: `cfwf_${'0'.repeat(49)}.ics` })
  @ApiProduces('text/calendar')
  @ApiOkResponse({
    description: 'iCalendar (RFC 5545).',
    content: { 'text/calendar': { schema: { type: 'string', example: EXAMPLE } } },
  })
  @ApiResponse({ status: 304, description: 'Nothing has changed since the answer with this ETag (If-None-Match).' })
  async show(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.header('Cache-Control', 'private, no-store');
    const text = await this.calendars.show(tokenIn(file), clientAddress(request));
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    void reply.header('ETag', etag);
    if (isKnown(request, etag)) {
      void reply.code(304);
      return '';
    }
    void reply.header('Content-Type', 'text/calendar; charset=utf-8');
    void reply.header('Content-Disposition', 'inline; filename="curfew.ics"');
    return text;
  }
}

/** A tag that a proxy has weakened still says the same. */
function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers['if-none-match']?.split(',') ?? [];
  return known.some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** Without the suffix it is no token either. */
function tokenIn(file: string): string {
  return file.endsWith('.ics') ? file.slice(0, -'.ics'.length) : '';
}
