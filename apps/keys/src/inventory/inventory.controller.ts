import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Clock } from '#libs/kernel';
import { ActingPrincipal, NOTHING, Requires, type Principal } from '../authorization/index.js';
import { ApiErrors, pageOf } from '../http/index.js';
import { CLOCK } from '../surroundings.module.js';
import { visibleTo } from './visibility.js';
import { exportQuery, inventoryPage, inventoryQuery, showCredential } from './dto/inventory.dto.js';
import type { ExportQuery, InventoryPage, InventoryQuery } from './dto/inventory.dto.js';
import { inventoryCsv } from './inventory-csv.js';
import { InventoryService } from './inventory.service.js';

const SEEN =
  'API keys for those who may edit them, secrets for those who may create them, and personal access tokens: a user’s own, and ' +
  'everybody’s for those who manage users. What is revoked is left out.';

const FORMAT =
  'RFC 4180 with a header line. An apostrophe stands before what a spreadsheet would take for a formula, also in the midst of a ' +
  'value, where a semicolon, tab or new line would begin a cell.';

/** Credentials of every kind in one list: what there is, when it ends, when people hear of it. */
@ApiTags('Inventory')
@ApiBearerAuth()
@ApiErrors(400, 401, 403, 503)
@Requires(NOTHING)
@Controller('api/v1/inventory')
export class InventoryController {
  constructor(
    private readonly inventory: InventoryService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listInventory',
    summary: 'List credentials of every kind, soonest expiration first',
    description: SEEN,
  })
  @ApiOkResponse({ description: 'One page of credentials.', standardSchema: inventoryPage })
  async list(
    @ActingPrincipal() principal: Principal,
    @Query({ schema: inventoryQuery }) { page, pageSize, ...filter }: InventoryQuery,
  ): Promise<InventoryPage> {
    const { credentials, total } = await this.inventory.page({ ...filter, visibility: visibleTo(principal) }, { page, pageSize });
    const now = this.clock.now();
    return { ...pageOf({ page, pageSize }, total), credentials: credentials.map((one) => showCredential(one, now)) };
  }

  @Get('export')
  @ApiOperation({ operationId: 'exportInventory', summary: 'The whole inventory as CSV', description: SEEN })
  @ApiProduces('text/csv')
  @ApiOkResponse({
    description: FORMAT,
    content: { 'text/csv': { schema: { type: 'string', example: 'cid,kind,name\r\nak90b1c2d3e4f56a78,API_KEY,ci-deploy\r\n' } } },
  })
  export(@ActingPrincipal() principal: Principal, @Query({ schema: exportQuery }) filter: ExportQuery): StreamableFile {
    const credentials = this.inventory.all({ ...filter, visibility: visibleTo(principal) });
    return new StreamableFile(inventoryCsv(credentials, this.clock.now()), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="curfew-inventory.csv"',
    });
  }
}
