import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { UserEvent } from '#libs/contracts';
import { Rethrow } from '#libs/messaging';
import { UsersService } from './users.service.js';

/** Hears what happens to users. */
@Controller()
@UseFilters(Rethrow)
export class UserEventsConsumer {
  constructor(private readonly users: UsersService) {}

  @EventPattern('UserChanged')
  changed(@Payload() event: UserEvent): Promise<void> {
    return this.users.hear(event);
  }
}
