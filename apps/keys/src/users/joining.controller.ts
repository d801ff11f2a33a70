import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClientAddress } from '../addresses/index.js';
import { NOTHING, Requires } from '../authorization/index.js';
import { ApiErrors, type BodiesConfig } from '../http/index.js';
import {
  acceptInvitationBody,
  joinedAnswer,
  showJoined,
  type AcceptInvitation,
  type JoinedAnswer,
} from './dto/accept-invitation.dto.js';
import { JoiningService } from './joining.service.js';

/** Anybody may send one, and it holds a token and a name: nobody has to read more than that may take. */
const BODIES: BodiesConfig = { bodyLimit: 16 * 1_024 };

/** The way in. It alone is open to whoever has no credential yet: the gatekeeper knows it by name. */
@ApiTags('Users')
@ApiErrors(400, 401, 403, 503)
@Requires(NOTHING)
@Controller('api/v1/invitations')
export class JoiningController {
  constructor(private readonly joining: JoiningService) {}

  @Post('accept')
  @RouteConfig(BODIES)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'acceptInvitation',
    summary: 'Accept an invitation, once; the answer shows a first personal access token this once',
    description:
      'Needs no credential but the token of the invitation. The first token ends after 30 days, or as early as the policy asks.',
  })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'In.', standardSchema: joinedAnswer })
  async accept(
    @ClientAddress() address: string,
    @Body({ schema: acceptInvitationBody }) body: AcceptInvitation,
  ): Promise<JoinedAnswer> {
    return showJoined(await this.joining.accept(body, address));
  }
}
