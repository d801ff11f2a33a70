import { Global, Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import { Outbox } from '#libs/outbox';
import { CLOCK } from '../surroundings.module.js';
import { AuditRepository } from './audit.repository.js';
import { Changes } from './changes.js';
import { Journal, type KeysEvent } from './journal.js';

/** The journal, wherever something is changed. */
@Global()
@Module({
  providers: [
    { provide: Changes, inject: [Transactions], useFactory: (transactions: Transactions) => new Changes(transactions) },
    {
      provide: Journal,
      inject: [CLOCK, Changes],
      useFactory: (clock: Clock, changes: Changes) => {
        const outbox = new Outbox<KeysEvent>({ schema: 'keys', clock, makeId: randomId });
        return new Journal({ clock, audit: new AuditRepository(), changes, outbox });
      },
    },
  ],
  exports: [Changes, Journal],
})
export class JournalModule {}
