import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditLogService } from './audit-log.service.js';
import { ChainModule } from './chain/chain.module.js';

/** The audit log, for those who may read it. What is written there goes through the journal. */
@Module({
  imports: [ChainModule],
  controllers: [AuditLogController],
  providers: [
    {
      provide: AuditLogService,
      inject: [Transactions],
      useFactory: (transactions: Transactions) => new AuditLogService({ transactions, entries: new AuditLogRepository() }),
    },
  ],
})
export class AuditLogModule {}
