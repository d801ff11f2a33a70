import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, NOTHING, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors } from '../http/index.js';
import { showVerification, verificationAnswer, verifyBody, type VerificationAnswer, type Verify } from './dto/verify.dto.js';
import { VerificationService } from './verification.service.js';

const PROMISE =
  'A key that was revoked, or lost permissions, is answered accordingly by every node within a second. Expired and revoked keys are told apart from unknown ones, since whoever asks holds the key.';

/** Verification of the keys and tokens of the caller's workspace. */
@ApiTags('Verification')
@ApiBearerAuth()
@ApiErrors(400, 401, 413, 415, 503)
@Requires(NOTHING)
@Controller('api/v1/auth/verify')
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'verifyCredential', summary: 'Say whether a presented key is good', description: PROMISE })
  @ApiOkResponse({ description: 'What can be said of the key.', standardSchema: verificationAnswer })
  async verify(@ActingPrincipal() principal: Principal, @Body({ schema: verifyBody }) body: Verify): Promise<VerificationAnswer> {
    return showVerification(await this.verification.verify(body, principal.workspaceId));
  }
}
