import { Module } from '@nestjs/common';
import { DoubtsModule } from './doubts.module.js';
import { RememberedSweeps } from './remembered-sweeps.js';
import { Restores } from './restores.service.js';

/** Noticing that the database is an older one than it was. */
@Module({ imports: [DoubtsModule], providers: [Restores, RememberedSweeps], exports: [Restores] })
export class RestoresModule {}
