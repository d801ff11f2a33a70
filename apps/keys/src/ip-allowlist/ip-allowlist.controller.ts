import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors } from '../http/index.js';
import {
  ipAllowlistAnswer,
  ipAllowlistBody,
  setIpAllowlistQuery,
  showEntries,
  validatedAllowlistAnswer,
} from './dto/ip-allowlist.dto.js';
import type { IpAllowlistAnswer, SetIpAllowlist, SetIpAllowlistQuery, ValidatedAllowlistAnswer } from './dto/ip-allowlist.dto.js';
import { IpAllowlistService } from './ip-allowlist.service.js';

const PROMISE =
  'Credentials of the workspace are refused from other addresses (403, before authentication); every node follows a change within a second. An empty list lets everybody in.';

/** The addresses from which the caller's workspace is reached. */
@ApiTags('IP allowlist')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Configure IP allowlist')
@Controller('api/v1/ip-allowlist')
export class IpAllowlistController {
  constructor(private readonly allowlist: IpAllowlistService) {}

  @Get()
  @ApiOperation({ operationId: 'getIpAllowlist', summary: 'Show the IP allowlist', description: PROMISE })
  @ApiOkResponse({ description: 'The whole list.', standardSchema: ipAllowlistAnswer })
  async get(@ActingPrincipal() principal: Principal): Promise<IpAllowlistAnswer> {
    return showEntries(await this.allowlist.entries(principal));
  }

  @Put()
  @ApiOperation({ operationId: 'setIpAllowlist', summary: 'Replace the IP allowlist', description: PROMISE })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'The list as it stands now.', standardSchema: ipAllowlistAnswer })
  async set(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: setIpAllowlistQuery }) { force = false }: SetIpAllowlistQuery,
    @Body({ schema: ipAllowlistBody }) { entries }: SetIpAllowlist,
  ): Promise<IpAllowlistAnswer> {
    return showEntries(await this.allowlist.replace(principal, { entries, force }));
  }

  @Post('validate')
  @HttpCode(200)
  @ApiOperation({ operationId: 'validateIpAllowlist', summary: 'Look an IP allowlist over without setting it' })
  @ApiErrors(413, 415)
  @ApiOkResponse({ description: 'The list could be set.', standardSchema: validatedAllowlistAnswer })
  validate(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: ipAllowlistBody }) { entries }: SetIpAllowlist,
  ): ValidatedAllowlistAnswer {
    return { ...showEntries(entries), callerIsInside: this.allowlist.letsIn(principal, entries) };
  }
}
