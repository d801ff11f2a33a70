import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Changes, Journal } from '../journal/index.js';
import { IpAllowlistController } from './ip-allowlist.controller.js';
import { IpAllowlistRepository } from './ip-allowlist.repository.js';
import { IpAllowlistService } from './ip-allowlist.service.js';
import { IpGate } from './ip-gate.service.js';
import { KnownAllowlists } from './known-allowlists.js';

/** The IP allowlist of each workspace: its routes, and the gate that heeds it. */
@Module({
  controllers: [IpAllowlistController],
  providers: [
    {
      provide: IpAllowlistService,
      inject: [Transactions, Journal],
      useFactory: (transactions: Transactions, journal: Journal) =>
        new IpAllowlistService({ transactions, journal, allowlists: new IpAllowlistRepository() }),
    },
    {
      provide: IpGate,
      inject: [Transactions, Changes],
      useFactory: (transactions: Transactions, changes: Changes) => {
        const allowlists = new IpAllowlistRepository();
        const read = () => allowlists.all(transactions.reading);
        const known = new KnownAllowlists({ read, monotonic: () => performance.now() });
        changes.onCommitted((subject) => {
          if (subject.startsWith('ws')) known.forget();
        });
        return new IpGate(known);
      },
    },
  ],
  exports: [IpGate],
})
export class IpAllowlistModule {}
