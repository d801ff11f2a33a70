import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { isPassing } from '#libs/kernel';
import { Log } from '#libs/observability';
import { CHANNELS, type Channel } from '../channels/index.js';
import { SettingsService, type NotificationSettings } from '../settings/index.js';
import { AdminsRepository } from './admins.repository.js';
import { audienceOf, recipientsOf, type Person } from './domain/recipients.js';
import { DueRepository, type DueReminder, type NewDelivery } from './due.repository.js';
import { FallTally } from './fall-tally.js';
import { ReminderMetrics } from './reminder.metrics.js';

const LONGEST_REASON = 300;

/** Reminders whose time has come, how their workspaces want to be told, and who stands in for owners who are gone. */
interface Fall {
  readonly due: readonly DueReminder[];
  readonly settings: ReadonlyMap<string, NotificationSettings>;
  readonly admins: ReadonlyMap<string, readonly Person[]>;
}

/** Turns reminders whose time has come, by the database's clock, into deliveries. */
@Injectable()
export class FallingDueService {
  private readonly configured: ReadonlySet<string>;

  constructor(
    private readonly transactions: Transactions,
    private readonly reminders: DueRepository,
    private readonly admins: AdminsRepository,
    private readonly metrics: ReminderMetrics,
    private readonly log: Log,
    private readonly settings: SettingsService,
    @Inject(CHANNELS) channels: readonly Channel[],
  ) {
    this.configured = new Set(channels.map(({ name }) => name));
  }

  /** Lets everything that is due fall due, all of it in one transaction. Answers how many reminders did. */
  async fireDue(): Promise<number> {
    const tally = await this.transactions.run(async (tx) => {
      await this.reminders.takeTurn(tx);
      const now = await this.reminders.now(tx);
      await this.reminders.supersede(tx, now);
      return this.fireAll(tx, now);
    });
    this.metrics.fell(tally);
    return tally.reminders;
  }

  /** Milliseconds until the next reminder is due; `undefined` if none is planned. */
  nextDueInMs(): Promise<number | undefined> {
    return this.reminders.nextDueInMs(this.transactions.reading);
  }

  private async fireAll(tx: Transaction, now: Date): Promise<FallTally> {
    const tally = new FallTally();
    for (;;) {
      const due = await this.reminders.due(tx, now);
      if (due.length === 0) return tally;
      const forsaken = due.filter(({ ownerHeard }) => ownerHeard?.isActive === false).map(({ workspaceId }) => workspaceId);
      const admins = await this.admins.active(tx, [...new Set(forsaken)]);
      const settings = await this.settings.of(
        tx,
        due.map(({ workspaceId }) => workspaceId),
      );
      await this.fire(tx, { due, admins, settings }, tally);
    }
  }

  /** Lets some reminders fall due. One that can't is found by halving, and fails alone: those behind it are not kept waiting. */
  private async fire(tx: Transaction, fall: Fall, tally: FallTally): Promise<void> {
    const { due } = fall;
    try {
      const deliveries = due.flatMap((reminder) => this.deliveriesOf(reminder, fall));
      await this.transactions.part(tx, (part) => this.reminders.fire(part, due, deliveries));
      tally.add(due, deliveries);
    } catch (error) {
      if (isPassing(error)) throw error;
      const [first] = due;
      if (due.length === 1 && first) {
        await this.fail(tx, first, error);
        tally.add(due, []);
        return;
      }
      const middle = Math.ceil(due.length / 2);
      await this.fire(tx, { ...fall, due: due.slice(0, middle) }, tally);
      await this.fire(tx, { ...fall, due: due.slice(middle) }, tally);
    }
  }

  private async fail(tx: Transaction, reminder: DueReminder, error: unknown): Promise<void> {
    this.log.error('A reminder could not fall due and was ended', error, { cid: reminder.cid });
    await this.reminders.fail(tx, reminder, `it could not fall due: ${String(error)}`.slice(0, LONGEST_REASON));
  }

  private deliveriesOf(reminder: DueReminder, { settings, admins: everyAdmin }: Omit<Fall, 'due'>): NewDelivery[] {
    const { snapshot, ownerHeard, workspaceId } = reminder;
    const admins = everyAdmin.get(workspaceId) ?? [];
    const audience = audienceOf(settings.get(workspaceId), snapshot.notifications);
    return recipientsOf({ owner: snapshot.owner, heard: ownerHeard, admins }, audience).map((recipient) => ({
      reminder,
      ...recipient,
      ...(this.configured.has(recipient.channel) ? {} : { failure: `${recipient.channel} is not configured` }),
    }));
  }
}
