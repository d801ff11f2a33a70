import { Module } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { randomId, type Clock } from '#libs/kernel';
import type { KeysEnv } from '../env.js';
import { KeyHasher } from '../key-material/index.js';
import { CLOCK, ENV } from '../surroundings.module.js';
import { InvitationsRepository } from './invitations.repository.js';
import { InvitationsResponder } from './invitations.responder.js';
import { InvitationsService } from './invitations.service.js';

/** Invitations, and the answer to who asks for the link of one. */
@Module({
  controllers: [InvitationsResponder],
  providers: [
    {
      provide: InvitationsService,
      inject: [Transactions, CLOCK, KeyHasher, ENV],
      useFactory: (transactions: Transactions, clock: Clock, ...[hasher, env]: [KeyHasher, KeysEnv]) =>
        new InvitationsService({
          transactions,
          clock,
          invitations: new InvitationsRepository(),
          hasher,
          makeId: randomId,
          consoleUrl: env.CONSOLE_URL,
        }),
    },
  ],
  exports: [InvitationsService],
})
export class InvitationsModule {}
