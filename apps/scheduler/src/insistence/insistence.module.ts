import { Module } from '@nestjs/common';
import { Insistence } from './insistence.service.js';

/** Writing until the database takes it, for whoever settles outcomes. */
@Module({ providers: [Insistence], exports: [Insistence] })
export class InsistenceModule {}
