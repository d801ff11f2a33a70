import { Global, Module } from '@nestjs/common';
import type { IssuingEnv } from './env.js';
import { KeyHasher } from './key-material/index.js';
import { ENV } from './surroundings.module.js';

/** Hashing of keys under the peppers of the environment, everywhere in the process. */
@Global()
@Module({
  providers: [{ provide: KeyHasher, inject: [ENV], useFactory: (env: IssuingEnv) => new KeyHasher(env.KEY_PEPPERS) }],
  exports: [KeyHasher],
})
export class KeyHashingModule {}
