import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { CHANNELS, type Channel } from '../channels/index.js';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import { recipientsOf } from './domain/recipients.js';
import { DueRepository, type DueReminder, type NewDelivery } from './due.repository.js';

/** Turns reminders whose time has come, by the database's clock, into deliveries. */
@Injectable()
export class FallingDueService {
  private readonly configured: ReadonlySet<string>;

  constructor(
    private readonly transactions: Transactions,
    private readonly reminders: DueRepository,
    @Inject(CHANNELS) channels: readonly Channel[],
    @Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings,
  ) {
    this.configured = new Set(channels.map(({ name }) => name));
  }

  /** Lets everything that is due fall due, all of it in one transaction. Answers how many reminders did. */
  fireDue(): Promise<number> {
    return this.transactions.run(async (tx) => {
      await this.reminders.takeTurn(tx);
      const now = await this.reminders.now(tx);
      await this.reminders.supersede(tx, now);
      return this.fireAll(tx, now);
    });
  }

  /** Milliseconds until the next reminder is due; `undefined` if none is planned. */
  nextDueInMs(): Promise<number | undefined> {
    return this.reminders.nextDueInMs(this.transactions.reading);
  }

  private async fireAll(tx: Transaction, now: Date): Promise<number> {
    let fired = 0;
    for (;;) {
      const due = await this.reminders.due(tx, now);
      if (due.length === 0) return fired;
      await this.reminders.fire(
        tx,
        due,
        due.flatMap((reminder) => this.deliveriesOf(reminder)),
      );
      fired += due.length;
    }
  }

  private deliveriesOf(reminder: DueReminder): NewDelivery[] {
    return recipientsOf(reminder.snapshot, this.settings).map((recipient) => ({
      reminder,
      ...recipient,
      ...(this.configured.has(recipient.channel) ? {} : { failure: `${recipient.channel} is not configured` }),
    }));
  }
}
