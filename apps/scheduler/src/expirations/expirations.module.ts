import { Module } from '@nestjs/common';
import { ExpirationEvents } from './expiration-events.js';
import { ExpirationsService } from './expirations.service.js';
import { ExpirationsWatch } from './expirations-watch.service.js';
import { PassedRepository } from './passed.repository.js';

/** What other services are told of expirations. */
@Module({
  providers: [ExpirationEvents, ExpirationsService, ExpirationsWatch, PassedRepository],
  exports: [ExpirationEvents],
})
export class ExpirationsModule {}
