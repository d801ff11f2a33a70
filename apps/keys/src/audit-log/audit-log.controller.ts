import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingPrincipal, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { AuditLogService } from './audit-log.service.js';
import { auditLogsPage, auditLogsQuery, showEntry, type AuditLogsPage, type AuditLogsQuery } from './dto/audit-logs.dto.js';

/** Who changed what in the caller's workspace, and when. */
@ApiTags('Audit log')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires('View audit logs')
@Controller('api/v1/audit-logs')
export class AuditLogController {
  constructor(private readonly auditLog: AuditLogService) {}

  @Get()
  @ApiOperation({
    operationId: 'listAuditLogs',
    summary: 'List the audit log, newest first',
    description: 'Lists are separated by commas. An entry matches if it has one of the values of each list that is given.',
  })
  @ApiOkResponse({ description: 'One page of the audit log.', standardSchema: auditLogsPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: auditLogsQuery }) { page, pageSize, ...filter }: AuditLogsQuery,
  ): Promise<AuditLogsPage> {
    const asked = { page, pageSize };
    const { entries, total } = await this.auditLog.list(principal, filter, asked);
    return { ...pageOf(asked, total), logs: entries.map(showEntry) };
  }
}
