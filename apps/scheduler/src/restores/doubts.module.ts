import { Module } from '@nestjs/common';
import { Doubts } from './doubts.service.js';
import { RestoresRepository } from './restores.repository.js';

/** Putting in doubt what may have been sent, without Redis and for whoever knows that there was a restore. */
@Module({ providers: [Doubts, RestoresRepository], exports: [Doubts, RestoresRepository] })
export class DoubtsModule {}
