import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import {
  listUserRolesQuery,
  showUserRoles,
  userRolesPage,
  type ListUserRoles,
  type UserRolesPage,
} from './dto/list-user-roles.dto.js';
import { listUsersQuery, type ListUsers } from './dto/list-users.dto.js';
import { showUser, userAnswer, userPage, type UserAnswer, type UserPage } from './dto/user.dto.js';
import { inviteUserBody, updateUserBody, type InviteUser, type UpdateUser } from './dto/write-user.dto.js';
import { MembershipService } from './membership.service.js';
import { UsersService } from './users.service.js';

const ID_PARAM = { name: 'id', description: 'The id of the user.', example: 'us5d6e7f8091a2b3c4' };

/** The users of the caller's workspace. */
@ApiTags('Users')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Manage users')
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly membership: MembershipService,
  ) {}

  @Get('roles')
  @Requires('View roles')
  @ApiOperation({ operationId: 'listUserRoles', summary: 'List who holds which roles, by address; without deactivated users' })
  @ApiOkResponse({ description: 'One page of users.', standardSchema: userRolesPage })
  async listRoles(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: listUserRolesQuery }) query: ListUserRoles,
  ): Promise<UserRolesPage> {
    const { users, total } = await this.users.listRoles(principal, query);
    return { ...pageOf(query, total), users: users.map(showUserRoles) };
  }

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'List users, by address' })
  @ApiOkResponse({ description: 'One page of users.', standardSchema: userPage })
  async list(@ActingPrincipal() principal: Principal, @Query({ schema: listUsersQuery }) query: ListUsers): Promise<UserPage> {
    const { users, total } = await this.users.list(principal, query);
    return { ...pageOf(query, total), users: users.map(showUser) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'inviteUser',
    summary: 'Invite somebody by email, with roles within what the caller may do',
    description: 'The email holds a link that is good once, for seven days.',
  })
  @ApiErrors(409, 413, 415)
  @ApiOkResponse({ description: 'The user, invited.', standardSchema: userAnswer })
  async invite(@ActingPrincipal() principal: Principal, @Body({ schema: inviteUserBody }) body: InviteUser): Promise<UserAnswer> {
    return showUser(await this.membership.invite(principal, body));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getUser', summary: 'Show a user' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The user.', standardSchema: userAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<UserAnswer> {
    return showUser(await this.users.get(principal, id));
  }

  @Put(':id')
  @ApiOperation({ operationId: 'updateUser', summary: 'Change a user, and at once what their tokens may do' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404, 409, 413, 415)
  @ApiOkResponse({ description: 'The user as they stand now.', standardSchema: userAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: updateUserBody }) body: UpdateUser,
  ): Promise<UserAnswer> {
    return showUser(await this.users.update(principal, id, body));
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'deactivateUser',
    summary: 'Deactivate a user: their tokens are refused from now on',
    description: 'Their keys live on, and the admins get the reminders of these. Nobody is ever deleted.',
  })
  @ApiParam(ID_PARAM)
  @ApiErrors(404, 409)
  @ApiOkResponse({ description: 'Deactivated; the body is empty.' })
  async deactivate(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.membership.deactivate(principal, id);
  }

  @Post(':id/reactivate')
  @HttpCode(200)
  @ApiOperation({ operationId: 'reactivateUser', summary: 'Let a deactivated user in again, with the tokens and roles they had' })
  @ApiParam(ID_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The user as they stand now.', standardSchema: userAnswer })
  async reactivate(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<UserAnswer> {
    return showUser(await this.membership.reactivate(principal, id));
  }

  @Post(':id/invite')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'inviteUserAgain',
    summary: 'Send the invitation again; the earlier link is worthless from now on',
  })
  @ApiParam(ID_PARAM)
  @ApiErrors(404, 409)
  @ApiOkResponse({ description: 'The user, invited again.', standardSchema: userAnswer })
  async inviteAgain(@ActingPrincipal() principal: Principal, @Param('id') id: string): Promise<UserAnswer> {
    return showUser(await this.membership.inviteAgain(principal, id));
  }
}
