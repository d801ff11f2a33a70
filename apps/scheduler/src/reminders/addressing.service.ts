import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '#libs/database';
import { CHANNELS, type Channel } from '../channels/index.js';
import { SettingsService } from '../settings/index.js';
import { AdminsRepository } from './admins.repository.js';
import { audienceOf, recipientsOf } from './domain/recipients.js';
import type { DueReminder, NewDelivery } from './due.repository.js';

/** Says to whom a reminder goes. May throw for one whose credential makes no sense. */
export type Addressing = (reminder: DueReminder) => NewDelivery[];

/** Finds out to whom reminders go: how their workspaces want to be told, and who stands in for owners who are gone. */
@Injectable()
export class AddressingService {
  private readonly configured: ReadonlySet<string>;

  constructor(
    private readonly admins: AdminsRepository,
    private readonly settings: SettingsService,
    @Inject(CHANNELS) channels: readonly Channel[],
  ) {
    this.configured = new Set(channels.map(({ name }) => name));
  }

  /** Looks up what it takes to address these, as it is in this transaction. */
  async lookUp(tx: Transaction, due: readonly DueReminder[]): Promise<Addressing> {
    const forsaken = due.filter(({ ownerHeard }) => ownerHeard?.isActive === false).map(({ workspaceId }) => workspaceId);
    const everyAdmin = await this.admins.active(tx, [...new Set(forsaken)]);
    const settings = await this.settings.of(
      tx,
      due.map(({ workspaceId }) => workspaceId),
    );
    return (reminder) => {
      const { snapshot, ownerHeard, workspaceId } = reminder;
      const admins = everyAdmin.get(workspaceId) ?? [];
      const audience = audienceOf(settings.get(workspaceId), snapshot.notifications);
      const recipients = recipientsOf({ owner: snapshot.owner, heard: ownerHeard, admins }, audience);
      // Machines have snoozed nothing: they were told.
      const asked = reminder.leadDays === null ? recipients.filter(({ channel }) => channel !== 'WEBHOOK') : recipients;
      return asked.map((recipient) => ({
        reminder,
        ...recipient,
        ...(this.configured.has(recipient.channel) ? {} : { failure: `${recipient.channel} is not configured` }),
      }));
    };
  }
}
