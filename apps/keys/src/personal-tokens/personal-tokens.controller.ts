import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, NOTHING, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { issueTokenBody, type IssueToken } from './dto/issue-token.dto.js';
import { listTokensQuery, type ListTokens } from './dto/list-tokens.dto.js';
import { issuedTokenAnswer, personalTokenAnswer, personalTokenPage, showIssuedToken } from './dto/personal-token.dto.js';
import type { IssuedTokenAnswer, PersonalTokenAnswer, PersonalTokenPage } from './dto/personal-token.dto.js';
import { PersonalTokensService } from './personal-tokens.service.js';
import { ShownTokens } from './shown-tokens.js';

const ID_PARAM = { name: 'id', description: 'The id of the token.', example: 'pt90b1c2d3e4f56a78' };

/** The caller's own personal access tokens. Everybody may have some; an API key has a say in its owner's only if it holds every permission. */
@ApiTags('Personal access tokens')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires(NOTHING)
@Controller('api/v1/auth/tokens')
export class PersonalTokensController {
  constructor(
    private readonly tokens: PersonalTokensService,
    private readonly shown: ShownTokens,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listPersonalTokens', summary: 'List your personal access tokens, newest first' })
  @ApiOkResponse({ description: 'One page of tokens.', standardSchema: personalTokenPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: listTokensQuery }) query: ListTokens,
  ): Promise<PersonalTokenPage> {
    const { tokens, total } = await this.tokens.list(principal, query);
    return { ...pageOf(query, total), tokens: await this.shown.all(tokens) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'issuePersonalToken',
    summary: 'Issue a personal access token; the answer shows it this once',
    description: 'It may do what you may, at every moment: no more, and no less.',
  })
  @ApiOkResponse({ description: 'Issued.', standardSchema: issuedTokenAnswer })
  @ApiErrors(413, 415)
  async issue(
    @ActingPrincipal() principal: Principal,
    @Body({ schema: issueTokenBody }) body: IssueToken,
  ): Promise<IssuedTokenAnswer> {
    return showIssuedToken(await this.tokens.issue(principal, body));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getPersonalToken', summary: 'Show a personal access token of yours' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The token.', standardSchema: personalTokenAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<PersonalTokenAnswer> {
    return this.shown.one(await this.tokens.get(principal, id));
  }

  @Delete(':id')
  @ApiOperation({ operationId: 'revokePersonalToken', summary: 'Revoke a personal access token: it is refused from now on' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'Revoked; the body is empty.' })
  async revoke(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.tokens.revoke(principal, id);
  }
}
