import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Clock } from '#libs/kernel';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { CLOCK } from '../surroundings.module.js';
import { listSecretsQuery, secretAnswer, secretPage, showSecret } from './dto/secret.dto.js';
import type { ListSecrets, SecretAnswer, SecretPage } from './dto/secret.dto.js';
import { createSecretBody, updateSecretBody, type CreateSecret, type UpdateSecret } from './dto/write-secret.dto.js';
import { SecretsService } from './secrets.service.js';

const NAME_PARAM = { name: 'tagOrId', description: 'The tag of the secret, or its id.', example: 'billing_db' };

/** The secrets of the caller's workspace. No answer here holds a value. */
@ApiTags('Secrets')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Create secrets')
@Controller('api/v1/secrets')
export class SecretsController {
  constructor(
    private readonly secrets: SecretsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listSecrets', summary: 'List secrets, newest first' })
  @ApiOkResponse({ description: 'One page of secrets.', standardSchema: secretPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: listSecretsQuery }) query: ListSecrets,
  ): Promise<SecretPage> {
    const { secrets, total } = await this.secrets.list(principal, query);
    const now = this.clock.now();
    return { ...pageOf(query, total), secrets: secrets.map((secret) => showSecret(secret, now)) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createSecret', summary: 'Keep a secret; its value is never shown again' })
  @ApiErrors(409, 413, 415)
  @ApiOkResponse({ description: 'The secret.', standardSchema: secretAnswer })
  async create(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: createSecretBody }) body: CreateSecret,
  ): Promise<SecretAnswer> {
    return showSecret(await this.secrets.create(principal, body), this.clock.now());
  }

  @Get(':tagOrId')
  @ApiOperation({ operationId: 'getSecret', summary: 'Show a secret, without its value' })
  @ApiParam(NAME_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The secret.', standardSchema: secretAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('tagOrId') tagOrId: string): Promise<SecretAnswer> {
    return showSecret(await this.secrets.get(principal, tagOrId), this.clock.now());
  }

  @Put(':tagOrId')
  @ApiOperation({
    operationId: 'updateSecret',
    summary: 'Change name, value or expiration of a secret',
    description: 'What is absent stays as it is; the tag can not change. Templates are filled in with a new value at once.',
  })
  @ApiParam(NAME_PARAM)
  @ApiErrors(404, 413, 415)
  @ApiOkResponse({ description: 'The secret as it stands now.', standardSchema: secretAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('tagOrId') tagOrId: string,
    @Body({ schema: updateSecretBody }) body: UpdateSecret,
  ): Promise<SecretAnswer> {
    return showSecret(await this.secrets.update(principal, tagOrId, body), this.clock.now());
  }

  @Delete(':tagOrId')
  @ApiOperation({ operationId: 'deleteSecret', summary: 'Delete a secret: its value is erased, and its tag free again' })
  @ApiParam(NAME_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'Deleted; the body is empty.' })
  async delete(@ActingPrincipal() principal: Principal, @Param('tagOrId') tagOrId: string): Promise<void> {
    await this.secrets.delete(principal, tagOrId);
  }
}
