import type { DueReminder, NewDelivery } from './due.repository.js';

/** Counts what fell due in one transaction, to be shown once that is committed. */
export class FallTally {
  /** Reminders that somebody will be told of. */
  told = 0;
  /** Reminders that nobody can be told of. */
  untold = 0;
  /** Reminders that may have been told of before the database was restored, and are not again. */
  doubted = 0;
  /** The channels of deliveries that failed at once, each as often as that happened. */
  readonly unsendable: string[] = [];

  get reminders(): number {
    return this.told + this.untold + this.doubted;
  }

  /** Notes reminders that fell due, with the deliveries they became. */
  add(reminders: readonly DueReminder[], deliveries: readonly NewDelivery[]): void {
    const told = new Set(deliveries.filter(({ failure }) => failure === undefined).map(({ reminder }) => reminder.id));
    const doubted = reminders.filter(({ id, inDoubt }) => inDoubt && told.has(id)).length;
    this.doubted += doubted;
    this.told += told.size - doubted;
    this.untold += reminders.length - told.size;
    for (const { channel, failure } of deliveries) if (failure !== undefined) this.unsendable.push(channel);
  }
}
