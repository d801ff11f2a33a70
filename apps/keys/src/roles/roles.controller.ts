import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { CustomRolesService } from './custom-roles.service.js';
import {
  listRolesQuery,
  roleAnswer,
  rolePage,
  showRole,
  type ListRoles,
  type RoleAnswer,
  type RolePage,
} from './dto/role.dto.js';
import { createRoleBody, updateRoleBody, type CreateRole, type UpdateRole } from './dto/write-role.dto.js';

const TAG_PARAM = { name: 'tag', description: 'The tag of the role.', example: 'my-role' };

/** The custom roles of the caller's workspace. */
@ApiTags('Roles')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('Edit roles')
@Controller('api/v1/roles')
export class RolesController {
  constructor(private readonly roles: CustomRolesService) {}

  @Get()
  @Requires('View roles')
  @ApiOperation({ operationId: 'listRoles', summary: 'List custom roles, by tag' })
  @ApiOkResponse({ description: 'One page of roles.', standardSchema: rolePage })
  async list(@ActingPrincipal() principal: Principal, @Query({ schema: listRolesQuery }) query: ListRoles): Promise<RolePage> {
    const { roles, total } = await this.roles.list(principal, query);
    return { ...pageOf(query, total), roles: roles.map(showRole) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createRole', summary: 'Make a custom role, within what the caller may do' })
  @ApiErrors(409, 413, 415)
  @ApiOkResponse({ description: 'The role.', standardSchema: roleAnswer })
  async create(@ActingPrincipal() principal: Principal, @Body({ schema: createRoleBody }) body: CreateRole): Promise<RoleAnswer> {
    return showRole(await this.roles.create(principal, body));
  }

  @Get(':tag')
  @Requires('View roles')
  @ApiOperation({ operationId: 'getRole', summary: 'Show a custom role' })
  @ApiParam(TAG_PARAM)
  @ApiErrors(404)
  @ApiOkResponse({ description: 'The role.', standardSchema: roleAnswer })
  async get(@ActingPrincipal() principal: Principal, @Param('tag') tag: string): Promise<RoleAnswer> {
    return showRole(await this.roles.get(principal, tag));
  }

  @Put(':tag')
  @ApiOperation({ operationId: 'updateRole', summary: 'Change a custom role, and at once what its holders may do' })
  @ApiParam(TAG_PARAM)
  @ApiErrors(404, 413, 415)
  @ApiOkResponse({ description: 'The role as it stands now.', standardSchema: roleAnswer })
  async update(
    @ActingPrincipal() principal: Principal,
    @Param('tag') tag: string,
    @Body({ schema: updateRoleBody }) body: UpdateRole,
  ): Promise<RoleAnswer> {
    return showRole(await this.roles.update(principal, tag, body));
  }

  @Delete(':tag')
  @ApiOperation({ operationId: 'deleteRole', summary: 'Delete a custom role that nobody holds' })
  @ApiParam(TAG_PARAM)
  @ApiErrors(404, 409)
  @ApiOkResponse({ description: 'Deleted; the body is empty.' })
  async delete(@ActingPrincipal() principal: Principal, @Param('tag') tag: string): Promise<void> {
    await this.roles.delete(principal, tag);
  }
}
