import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../addresses/index.js';
import { NOTHING, Requires } from '../authorization/index.js';
import { ApiErrors, type BodiesConfig } from '../http/index.js';
import { SlackInteractionsService } from './slack-interactions.service.js';

/** Slack's interactions come with the message that was clicked in; anybody may send one. */
const BODIES: BodiesConfig = { bodyLimit: 256 * 1_024, takesForms: true };

/** What people click in Slack. The signature is the credential. */
@ApiTags('Notifications')
@ApiErrors(400, 401, 404, 413, 415, 503)
@Requires(NOTHING)
@Controller('api/v1/slack')
export class SlackInteractionsController {
  constructor(private readonly interactions: SlackInteractionsService) {}

  @Post('interactions')
  @RouteConfig(BODIES)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'takeSlackInteraction',
    summary: 'For Slack: what somebody clicked in a reminder',
    description:
      'The request URL of the Slack app. Without `SLACK_SIGNING_SECRET` it is 404. Whoever clicked is found by their address in ' +
      'Slack, and may do what they may by the API; what came of it is told to them alone.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiHeader({ name: 'X-Slack-Signature', required: true })
  @ApiHeader({ name: 'X-Slack-Request-Timestamp', required: true })
  @ApiBody({ schema: { type: 'object', properties: { payload: { type: 'string', example: '{"type":"block_actions"}' } } } })
  @ApiOkResponse({ description: 'Taken; the body is empty.' })
  async take(@Req() request: FastifyRequest): Promise<void> {
    const { body } = request;
    await this.interactions.take({
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      address: clientAddress(request),
      signature: headerOf(request, 'x-slack-signature'),
      timestamp: headerOf(request, 'x-slack-request-timestamp'),
    });
  }
}

function headerOf({ headers }: FastifyRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
