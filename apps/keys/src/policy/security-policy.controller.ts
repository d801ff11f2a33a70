import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import {
  securityPolicyAnswer,
  securityPolicyBody,
  showPolicy,
  type SecurityPolicyAnswer,
  type SetSecurityPolicy,
} from './dto/security-policy.dto.js';
import {
  showViolator,
  violationsPage,
  violationsQuery,
  type ViolationsPage,
  type ViolationsQuery,
} from './dto/violations.dto.js';
import { PolicySettingsService } from './policy-settings.service.js';
import { ViolationsService } from './violations.service.js';

/** What the caller's workspace asks of API keys and personal access tokens. */
@ApiTags('Security policy')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Configure security policy')
@Controller('api/v1/security-policy')
export class SecurityPolicyController {
  constructor(
    private readonly settings: PolicySettingsService,
    private readonly violations: ViolationsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getSecurityPolicy', summary: 'Show the security policy, and how many credentials violate it' })
  @ApiOkResponse({ description: 'The policy.', standardSchema: securityPolicyAnswer })
  async get(@ActingPrincipal() principal: Principal): Promise<SecurityPolicyAnswer> {
    return showPolicy(await this.violations.standing(principal));
  }

  @Put()
  @ApiOperation({
    operationId: 'setSecurityPolicy',
    summary: 'Set the security policy',
    description: 'It holds from the next request on. Credentials that are there keep what they have until they are changed.',
  })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'The policy as it stands now.', standardSchema: securityPolicyAnswer })
  async set(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: securityPolicyBody }) body: SetSecurityPolicy,
  ): Promise<SecurityPolicyAnswer> {
    await this.settings.set(principal, body);
    return showPolicy(await this.violations.standing(principal));
  }

  @Get('violations')
  @ApiOperation({ operationId: 'listPolicyViolations', summary: 'List the credentials that violate the policy, newest first' })
  @ApiOkResponse({ description: 'One page of credentials that are valid still.', standardSchema: violationsPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: violationsQuery }) query: ViolationsQuery,
  ): Promise<ViolationsPage> {
    const { violators, total } = await this.violations.list(principal, query);
    return { ...pageOf(query, total), violations: violators.map(showViolator) };
  }
}
