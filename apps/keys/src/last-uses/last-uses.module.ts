import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { LastUsesRepository } from './last-uses.repository.js';
import { LastUses } from './last-uses.service.js';

/** When credentials were last used. */
@Module({
  providers: [
    {
      provide: LastUses,
      inject: [Transactions, Log],
      useFactory: (transactions: Transactions, log: Log) =>
        new LastUses({ transactions, repository: new LastUsesRepository(), log }),
    },
  ],
  exports: [LastUses],
})
export class LastUsesModule {}
