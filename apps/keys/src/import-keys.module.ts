import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseModule } from '#libs/database';
import type { IssuingEnv } from './env.js';
import { JournalModule } from './journal/index.js';
import { KeyHashingModule } from './key-hashing.module.js';
import { KeyImportModule } from './key-import/index.js';
import { keysSchema } from './keys-schema.js';
import { SurroundingsModule, type Surroundings } from './surroundings.module.js';

/** As much of the keys service as it takes to import keys: no HTTP, and no relay. */
@Module({})
export class ImportKeysModule {
  static with(surroundings: Surroundings<IssuingEnv>): DynamicModule {
    return {
      module: ImportKeysModule,
      imports: [
        SurroundingsModule.with(surroundings),
        DatabaseModule.forService(keysSchema, surroundings.env),
        JournalModule,
        KeyHashingModule,
        KeyImportModule,
      ],
    };
  }
}
