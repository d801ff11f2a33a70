import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { RequestMetrics } from './request-metrics.js';
import { SchemaValidationPipe } from './schema-validation.pipe.js';
import { WireErrorsFilter } from './wire-errors.filter.js';

/** What every route has in common: validation, errors on the wire, figures about requests. */
@Module({
  providers: [
    RequestMetrics,
    { provide: APP_FILTER, useClass: WireErrorsFilter },
    { provide: APP_PIPE, useClass: SchemaValidationPipe },
  ],
})
export class HttpModule {}
