import { Module, type DynamicModule } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Transactions } from '#libs/database';
import { Sealer, type KeyEncryptionKeys } from '../encryption/index.js';
import { RewrappingService } from './rewrapping.service.js';
import { SealedValuesRepository } from './sealed-values.repository.js';

/** Rewrapping of secrets, for a process that does nothing else. */
@Module({})
export class RewrappingModule {
  static under(keys: KeyEncryptionKeys): DynamicModule {
    return {
      module: RewrappingModule,
      providers: [
        {
          provide: RewrappingService,
          inject: [Transactions],
          useFactory: (transactions: Transactions) =>
            new RewrappingService({ transactions, values: new SealedValuesRepository(), sealer: new Sealer(keys, randomBytes) }),
        },
      ],
    };
  }
}
