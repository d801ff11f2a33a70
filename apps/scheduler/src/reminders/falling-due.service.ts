import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { isPassing } from '#libs/kernel';
import { inSpan, Log } from '#libs/observability';
import { ExpirationEvents } from '../expirations/index.js';
import { AddressingService, type Addressing } from './addressing.service.js';
import { slicesOf, type Slice } from './domain/slices.js';
import { DueRepository, type DueReminder } from './due.repository.js';
import { FallTally } from './fall-tally.js';
import { ReminderMetrics } from './reminder.metrics.js';

const LONGEST_REASON = 300;

/** How many reminders fall due in one transaction: what is done between two statements holds up everything else in the process. */
const SLICE = 500;

/** For how long what is due is not looked for anew: that reads all of it. */
const ROUND_MS = 1_000;

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

  /**
   * Lets what is due fall due, workspace by workspace, for about a second. Answers how many reminders did; nothing is due any
   * more, or is another process's to see to, when that is none.
   */
  async fireSome(): Promise<number> {
    const startedAt = performance.now();
    let count = 0;
    let slices = slicesOf(await this.reminders.backlogs(this.transactions.reading), SLICE);
    while (slices.length > 0 && performance.now() - startedAt < ROUND_MS) {
      const more: Slice[] = [];
      for (const slice of slices) {
        const fallen = await this.fireSlice(slice);
        count += fallen;
        if (slice.partial && fallen === SLICE) more.push(slice);
      }
      slices = more;
    }
    return count;
  }

  /** Milliseconds until the next reminder is due; `undefined` if none is planned. */
  nextDueInMs(): Promise<number | undefined> {
    return this.reminders.nextDueInMs(this.transactions.reading);
  }

  /** Lets a slice fall due in a transaction of its own. Answers how many reminders that were. */
  private async fireSlice({ workspaceIds, partial }: Slice): Promise<number> {
    const tally = new FallTally();
    const count = await this.transactions.run(async (tx) => {
      const free = await this.reminders.takeTurns(tx, workspaceIds);
      if (free.length === 0) return 0;
      const now = await this.reminders.now(tx);
      const found = await this.reminders.due(tx, { workspaceIds: free, now, limit: SLICE });
      const superseded = await this.reminders.supersede(
        tx,
        found.map(({ id }) => id),
        now,
      );
      const due = found.filter(({ id }) => !superseded.has(id));
      if (due.length > 0) await this.fireTraced(tx, due, tally);
      const [workspaceId] = workspaceIds;
      if (partial && workspaceId !== undefined && found.length === SLICE) await this.reminders.goesOn(tx, workspaceId);
      else await this.reminders.isOver(tx, free);
      return found.length;
    });
    this.metrics.fell(tally);
    if (tally.doubted > 0)
      this.log.error('Reminders may have been sent before a restore, and are not sent', undefined, { count: tally.doubted });
    return count;
  }

  /** The events that tell of it carry the span's trace. */
  private fireTraced(tx: Transaction, due: readonly DueReminder[], tally: FallTally): Promise<void> {
    return inSpan({ name: 'fall due', kind: 'internal', attributes: { 'curfew.count': due.length } }, async () => {
      await this.fire(tx, { due, address: await this.addressing.lookUp(tx, due) }, tally);
    });
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

  /**
   * Tells other services, whoever is told by message. Of what has expired meanwhile another event tells, and of what was snoozed
   * they have been told: people asked to be reminded once more, and nobody else did.
   */
  private tell(tx: Transaction, due: readonly DueReminder[]): Promise<void> {
    const news = due.flatMap(({ snapshot, expiresAt, hasPassed, leadDays }) =>
      hasPassed || leadDays === null ? [] : { snapshot, expiresAt, leadDays },
    );
    return this.events.expiring(tx, news);
  }
}
