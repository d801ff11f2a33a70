import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule } from '#libs/database';
import { AdminKeyIssuer, FirstStartModule } from './bootstrap/index.js';
import type { IssuingEnv } from './env.js';
import { JournalModule } from './journal/index.js';
import { KeyHashingModule } from './key-hashing.module.js';
import { keysSchema } from './keys-schema.js';
import { SurroundingsModule, type Surroundings } from './surroundings.module.js';

/** As much of the keys service as it takes to issue a key by hand: no HTTP, and no relay. */
@Module({})
export class AdminKeyModule {
  static with(surroundings: Surroundings<IssuingEnv>): DynamicModule {
    return {
      module: AdminKeyModule,
      imports: [
        SurroundingsModule.with(surroundings),
        DatabaseModule.forService(keysSchema, surroundings.env),
        JournalModule,
        KeyHashingModule,
        FirstStartModule,
      ],
      providers: [AdminKeyIssuer],
    };
  }
}
