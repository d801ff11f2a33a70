import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { isPassing } from '#libs/kernel';
import { Log } from '#libs/observability';
import { ExpirationEvents } from '../expirations/index.js';
import { AddressingService, type Addressing } from './addressing.service.js';
import { DueRepository, type DueReminder } from './due.repository.js';
import { FallTally } from './fall-tally.js';
import { ReminderMetrics } from './reminder.metrics.js';

const LONGEST_REASON = 300;

/** Reminders whose time has come, and how to address them. */
interface Fall {
  readonly due: readonly DueReminder[];
  readonly address: Addressing;
}

/** Turns reminders whose time has come, by the database's clock, into deliveries. */
@Injectable()
export class FallingDueService {
  constructor(
    private readonly transactions: Transactions,
    private readonly reminders: DueRepository,
    private readonly addressing: AddressingService,
    private readonly events: ExpirationEvents,
    private readonly metrics: ReminderMetrics,
    private readonly log: Log,
  ) {}

  /** Lets everything that is due fall due, all of it in one transaction. Answers how many reminders did. */
  async fireDue(): Promise<number> {
    const tally = await this.transactions.run(async (tx) => {
      await this.reminders.takeTurn(tx);
      const now = await this.reminders.now(tx);
      await this.reminders.supersede(tx, now);
      return this.fireAll(tx, now);
    });
    this.metrics.fell(tally);
    if (tally.doubted > 0)
      this.log.error('Reminders may have been sent before a restore, and are not sent', undefined, { count: tally.doubted });
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
      await this.fire(tx, { due, address: await this.addressing.lookUp(tx, due) }, tally);
    }
  }

  /** Lets some reminders fall due. One that can't is found by halving, and fails alone: those behind it are not kept waiting. */
  private async fire(tx: Transaction, fall: Fall, tally: FallTally): Promise<void> {
    const { due, address } = fall;
    try {
      const deliveries = due.flatMap(address);
      await this.transactions.part(tx, async (part) => {
        await this.reminders.fire(part, due, deliveries);
        await this.tell(part, due);
      });
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
    await this.transactions
      .part(tx, (part) => this.tell(part, [reminder]))
      .catch((failure: unknown) => {
        if (isPassing(failure)) throw failure;
        this.log.error('No event tells that a credential will expire', failure, { cid: reminder.cid });
      });
  }

  /** Tells other services, whoever is told by message. Of what has expired meanwhile another event tells. */
  private tell(tx: Transaction, due: readonly DueReminder[]): Promise<void> {
    return this.events.expiring(
      tx,
      due.filter(({ hasPassed }) => !hasPassed),
    );
  }
}
