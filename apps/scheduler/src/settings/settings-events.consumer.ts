import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NotificationSettingsEvent } from '#libs/contracts';
import { Rethrow } from '#libs/messaging';
import { SettingsService } from './settings.service.js';

/** Hears how workspaces want to be reminded. */
@Controller()
@UseFilters(Rethrow)
export class SettingsEventsConsumer {
  constructor(private readonly settings: SettingsService) {}

  @EventPattern('NotificationSettingsChanged')
  changed(@Payload() event: NotificationSettingsEvent): Promise<void> {
    return this.settings.hear(event);
  }
}
