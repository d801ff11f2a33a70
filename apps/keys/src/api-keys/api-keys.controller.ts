import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { ApiKeysService } from './api-keys.service.js';
import { apiKeyAnswer, apiKeyPage, issuedKeyAnswer, rotatedKeyAnswer, showIssuedKey, showRotatedKey } from './dto/api-key.dto.js';
import type { ApiKeyAnswer, ApiKeyPage, IssuedKeyAnswer, RotatedKeyAnswer } from './dto/api-key.dto.js';
import { issueKeyBody, type IssueKey } from './dto/issue-key.dto.js';
import { listKeysQuery, type ListKeys } from './dto/list-keys.dto.js';
import { updateKeyBody, type UpdateKey } from './dto/update-key.dto.js';
import { rotateKeyBody, type RotateKey } from './rotation/dto/rotate-key.dto.js';
import { KeyRotationService } from './rotation/key-rotation.service.js';
import { ShownKeys } from './shown-keys.js';

const CID_PARAM = { name: 'cid', description: 'The id of the key.', example: 'ak90b1c2d3e4f56a78' };

const OVERLAP =
  'The successor has the name, description, roles, owner, recipients and, unless you name another, the expiration of the key. The key stays ' +
  'valid until its grace ends or, if you wish, until the successor is first used, and never longer than it would have been. Its ' +
  'reminders end. Revoking the successor does not prolong the grace; the key may be rotated again then.';

/** The API keys of the caller's workspace. */
@ApiTags('API keys')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Edit API keys')
@Controller('api/v1/auth/key')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly rotation: KeyRotationService,
    private readonly shown: ShownKeys,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List API keys, newest first' })
  @ApiOkResponse({ description: 'One page of keys.', standardSchema: apiKeyPage })
  async list(@ActingPrincipal() principal: Principal, @Query({ schema: listKeysQuery }) query: ListKeys): Promise<ApiKeyPage> {
    const { keys, total } = await this.keys.list(principal, query);
    return { ...pageOf(query, total), apiKeys: await this.shown.all(keys) };
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
    return this.shown.one(await this.keys.get(principal, cid));
  }

  @Put(':cid')
  @ApiOperation({ operationId: 'updateApiKey', summary: 'Change name, description, expiration or recipients of an API key' })
  @ApiParam(CID_PARAM)
  @ApiErrors(404, 413, 415)
  @ApiOkResponse({ description: 'The key as it stands now.', standardSchema: apiKeyAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('cid') cid: string,
    @Body({ schema: updateKeyBody }) body: UpdateKey,
  ): Promise<ApiKeyAnswer> {
    const { key, isRescheduled } = await this.keys.update(principal, cid, body);
    return isRescheduled ? this.shown.rescheduled(key) : this.shown.one(key);
  }

  @Post(':cid/rotate')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'rotateApiKey',
    summary: 'Replace an API key by a successor; both work for a while',
    description: OVERLAP,
  })
  @ApiParam(CID_PARAM)
  @ApiBody({ required: false })
  @ApiErrors(404, 409, 413, 415)
  @ApiOkResponse({ description: 'Replaced. The answer shows the successor this once.', standardSchema: rotatedKeyAnswer })
  async rotate(
    @ActingPrincipal() principal: Principal,
    @Param('cid') cid: string,
    @Body({ schema: rotateKeyBody }) body: RotateKey,
  ): Promise<RotatedKeyAnswer> {
    return showRotatedKey(await this.rotation.rotate(principal, cid, body), cid);
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
