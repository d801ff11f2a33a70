import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Clock } from '#libs/kernel';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { CLOCK } from '../surroundings.module.js';
import { ApiKeysService } from './api-keys.service.js';
import { apiKeyAnswer, apiKeyPage, issuedKeyAnswer, showIssuedKey, showKey } from './dto/api-key.dto.js';
import type { ApiKeyAnswer, ApiKeyPage, IssuedKeyAnswer } from './dto/api-key.dto.js';
import { issueKeyBody, type IssueKey } from './dto/issue-key.dto.js';
import { listKeysQuery, type ListKeys } from './dto/list-keys.dto.js';
import { updateKeyBody, type UpdateKey } from './dto/update-key.dto.js';

const CID_PARAM = { name: 'cid', description: 'The id of the key.', example: 'ak90b1c2d3e4f56a78' };

/** The API keys of the caller's workspace. */
@ApiTags('API keys')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Edit API keys')
@Controller('api/v1/auth/key')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List API keys, newest first' })
  @ApiOkResponse({ description: 'One page of keys.', standardSchema: apiKeyPage })
  async list(@ActingPrincipal() principal: Principal, @Query({ schema: listKeysQuery }) query: ListKeys): Promise<ApiKeyPage> {
    const { keys, total } = await this.keys.list(principal, query);
    const now = this.clock.now();
    const apiKeys = keys.map((key) => showKey(key, now));
    return { ...pageOf(query, total), apiKeys };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'issueApiKey', summary: 'Issue an API key; the answer shows it this once' })
  @ApiOkResponse({ description: 'Issued.', standardSchema: issuedKeyAnswer })
  @ApiErrors(413, 415)
  async issue(@ActingPrincipal() principal: Principal, @Body({ schema: issueKeyBody }) body: IssueKey): Promise<IssuedKeyAnswer> {
    return showIssuedKey(await this.keys.issue(principal, body));
  }

  @Get(':cid')
  @ApiOperation({ operationId: 'getApiKey', summary: 'Show an API key' })
  @ApiParam(CID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The key.', standardSchema: apiKeyAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('cid') cid: string): Promise<ApiKeyAnswer> {
    return showKey(await this.keys.get(principal, cid), this.clock.now());
  }

  @Put(':cid')
  @ApiOperation({ operationId: 'updateApiKey', summary: 'Change name, description or expiration of an API key' })
  @ApiParam(CID_PARAM)
  @ApiErrors(404, 413, 415)
  @ApiOkResponse({ description: 'The key as it stands now.', standardSchema: apiKeyAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('cid') cid: string,
    @Body({ schema: updateKeyBody }) body: UpdateKey,
  ): Promise<ApiKeyAnswer> {
    return showKey(await this.keys.update(principal, cid, body), this.clock.now());
  }

  @Delete(':cid')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Revoke an API key: it is refused from now on' })
  @ApiParam(CID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'Revoked; the body is empty.' })
  async revoke(@ActingPrincipal() principal: Principal, @Param('cid') cid: string): Promise<void> {
    await this.keys.revoke(principal, cid);
  }
}
