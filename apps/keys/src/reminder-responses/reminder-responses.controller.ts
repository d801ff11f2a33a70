import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, NOTHING, Requires, type Principal } from '../authorization/index.js';
import { shownResponseOf, type ReminderResponse } from '../credentials/index.js';
import { ApiErrors } from '../http/index.js';
import { acknowledgeBody, respondedAnswer, snoozeBody } from './dto/respond.dto.js';
import type { Acknowledge, RespondedAnswer, Snooze } from './dto/respond.dto.js';
import { ReminderResponsesService } from './reminder-responses.service.js';

const CID_PARAM = {
  name: 'cid',
  description: 'The id of an API key, a personal access token or a secret.',
  example: 'ak90b1c2d3e4f56a78',
};

const WHO =
  'For its owner, and for whoever may edit it: API keys with the permission `Edit API keys`, secrets with `Create secrets`, ' +
  'personal access tokens with `Manage users`. An API key is not its owner. The same once more changes nothing. Another expiration, ' +
  'or a rotation, makes it void.';

/** What people do about reminders, short of what they are reminded of. */
@ApiTags('Notifications')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 404, 409, 413, 415, 503)
@Requires(NOTHING)
@Controller('api/v1/reminders')
export class ReminderResponsesController {
  constructor(private readonly responses: ReminderResponsesService) {}

  @Post(':cid/acknowledge')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'acknowledgeReminder',
    summary: 'Acknowledge the last reminder of a credential; the next one still comes',
    description: `Whatever of it is not sent yet is not sent any more. ${WHO}`,
  })
  @ApiParam(CID_PARAM)
  @ApiBody({ required: false })
  @ApiOkResponse({ description: 'What holds now.', standardSchema: respondedAnswer })
  async acknowledge(
    @ActingPrincipal() by: Principal,
    @Param('cid') cid: string,
    @Body({ schema: acknowledgeBody }) body: Acknowledge,
  ): Promise<RespondedAnswer> {
    return shown(cid, await this.responses.acknowledge({ by, cid }, body));
  }

  @Post(':cid/snooze')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'snoozeReminder',
    summary: 'Have the last reminder of a credential come once more, later; the next one still comes',
    description: `As acknowledged, but people are reminded again at that time, unless the next reminder has come by then. ${WHO}`,
  })
  @ApiParam(CID_PARAM)
  @ApiOkResponse({ description: 'What holds now.', standardSchema: respondedAnswer })
  async snooze(
    @ActingPrincipal() by: Principal,
    @Param('cid') cid: string,
    @Body({ schema: snoozeBody }) body: Snooze,
  ): Promise<RespondedAnswer> {
    return shown(cid, await this.responses.snooze({ by, cid }, body));
  }
}

function shown(cid: string, response: ReminderResponse): RespondedAnswer {
  return { cid, ...shownResponseOf(response) };
}
