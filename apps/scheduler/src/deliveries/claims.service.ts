import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { randomId } from '#libs/kernel';
import type { Channel } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { NOTIFICATION_SETTINGS, type NotificationSettings } from '../settings/index.js';
import type { Claim, ClaimedMessage, ClaimedSubject } from './claimed-message.js';
import { ClaimsRepository, type Destination } from './claims.repository.js';
import { DeliveryMetrics } from './delivery.metrics.js';

/** How soon to ask again when reminders are just falling due, or every recipient is in other hands. */
const BUSY_MS = 100;

/** Something to send, or for how many milliseconds there is nothing. */
export type ClaimAnswer = Claim | { readonly restMs: number };

/** Who claims. */
export interface Claimant {
  /** Whether messages that were lost may be claimed, too. */
  readonly takesOver: boolean;
  /** Ids of the messages under way here: none of them is lost, whatever its lease says. */
  readonly inHand: ReadonlySet<string>;
}

/** Claims what is due on a channel: one message for each recipient, its intent committed before anything is sent. */
@Injectable()
export class ClaimsService {
  private readonly leaseSeconds: number;
  private readonly longestRestMs: number;

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly metrics: DeliveryMetrics,
    @Inject(ENV) env: SchedulerEnv,
    @Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings,
  ) {
    this.leaseSeconds = env.LEASE_SECONDS;
    this.longestRestMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  /** Claims one message: one that was lost before any new one, if whoever asks takes over at all. */
  async next({ name, gapMs }: Channel, { takesOver, inHand }: Claimant): Promise<ClaimAnswer> {
    const answer = await this.transactions.run(async (tx): Promise<Claim | { readonly busy: boolean }> => {
      const own = { inHand: [...inHand], leaseSeconds: this.leaseSeconds };
      const lost = takesOver ? await this.claims.takeOver(tx, name, own) : undefined;
      if (lost) return { lost: true, message: { ...lost, subjects: await this.subjects(tx, lost.id) } };
      if (await this.claims.fallingDue(tx)) return { busy: true };
      const destinations = await this.claims.candidates(tx, name, gapMs);
      return (await this.firstFree(tx, destinations)) ?? { busy: destinations.length > 0 };
    });
    if ('message' in answer) return answer;
    return { restMs: answer.busy ? BUSY_MS : await this.restOn({ name, gapMs }) };
  }

  private async firstFree(tx: Transaction, destinations: readonly Destination[]): Promise<Claim | undefined> {
    for (const destination of destinations) {
      if (!(await this.claims.takeTurn(tx, destination))) continue;
      const message = await this.open(tx, destination);
      if (message) return { lost: false, message };
    }
    return undefined;
  }

  /** Opens a message about what is owed at this moment; what waited and is owed no longer ends here. */
  private async open(tx: Transaction, destination: Destination): Promise<ClaimedMessage | undefined> {
    const envelope = await this.claims.open(tx, destination, { id: randomId('dl'), leaseSeconds: this.leaseSeconds });
    if (!envelope) return undefined;
    const subjects = await this.subjects(tx, envelope.id);
    const owed = subjects.filter(({ standing }) => standing === 'OWED');
    if (owed.length < subjects.length) await this.withdraw(tx, envelope, subjects);
    if (owed.length > 0) return { ...envelope, subjects: owed };
    await this.claims.discard(tx, envelope.id);
    return undefined;
  }

  /** What a message is about. Of what was for a user who has left the admins are told from now on. */
  private async subjects(tx: Transaction, messageId: string): Promise<ClaimedSubject[]> {
    const subjects = await this.claims.subjects(tx, messageId, this.settings.emails);
    const left = subjects.filter(({ standing }) => standing === 'LEFT');
    if (left.length === 0 || (await this.claims.tellAdmins(tx, left))) return subjects;
    return subjects.map((subject) => (subject.standing === 'LEFT' ? { ...subject, standing: 'FORSAKEN' } : subject));
  }

  private async withdraw(tx: Transaction, envelope: Pick<ClaimedMessage, 'channel'>, subjects: readonly ClaimedSubject[]) {
    await this.claims.withdraw(tx, subjects);
    const forsaken = subjects.filter(({ standing }) => standing === 'FORSAKEN').length;
    if (forsaken > 0) this.transactions.afterCommit(tx, () => this.metrics.dropped(envelope, 'FAILED', forsaken));
  }

  /** Until something may be due; what is due already waits for the gap between two messages to one recipient. */
  private async restOn({ name, gapMs }: Pick<Channel, 'name' | 'gapMs'>): Promise<number> {
    const nextMs = (await this.claims.nextInMs(this.transactions.reading, name)) ?? Infinity;
    return Math.min(Math.max(Math.ceil(nextMs), gapMs, BUSY_MS), this.longestRestMs);
  }
}
