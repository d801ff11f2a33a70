import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { KeyEvent } from '#libs/contracts';
import { Rethrow } from '#libs/messaging';
import { CredentialsService } from './credentials.service.js';

/** Hears what happens to credentials. Every event carries the whole credential, so all of them are worked in alike. */
@Controller()
@UseFilters(Rethrow)
export class KeyEventsConsumer {
  constructor(private readonly credentials: CredentialsService) {}

  @EventPattern('KeyCreated')
  created(@Payload() event: KeyEvent): Promise<void> {
    return this.credentials.hear(event);
  }

  @EventPattern('KeyUpdated')
  updated(@Payload() event: KeyEvent): Promise<void> {
    return this.credentials.hear(event);
  }

  @EventPattern('KeyDeleted')
  deleted(@Payload() event: KeyEvent): Promise<void> {
    return this.credentials.hear(event);
  }
}
