import { Inject, Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#libs/database';
import { randomId } from '#libs/kernel';
import type { Channel, ChannelName } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import type { Claim, ClaimedMessage } from './claimed-message.js';
import { ClaimsRepository, type Destination, type Opening } from './claims.repository.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { DigestsRepository } from './digests.repository.js';
import { TurnsRepository } from './turns.repository.js';
import { WithdrawalsRepository } from './withdrawals.repository.js';

/** How soon to ask again when every recipient is in other hands, or all that is due is in a workspace of which more falls due. */
const BUSY_MS = 100;

/** How often recipients behind those in other hands are looked for: one of these may have any number of deliveries waiting. */
const SEARCHES = 3;

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
  /** The workspace that was served last on each channel. */
  private readonly served = new Map<ChannelName, string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly withdrawals: WithdrawalsRepository,
    private readonly turns: TurnsRepository,
    private readonly digests: DigestsRepository,
    private readonly metrics: DeliveryMetrics,
    @Inject(ENV) env: SchedulerEnv,
  ) {
    this.leaseSeconds = env.LEASE_SECONDS;
    this.longestRestMs = env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  /** Claims one message: one that was lost before any new one, if whoever asks takes over at all. */
  async next(channel: Channel, { takesOver, inHand }: Claimant): Promise<ClaimAnswer> {
    const answer = await this.transactions.run(async (tx): Promise<Claim | { readonly busy: boolean }> => {
      const own = { inHand: [...inHand], leaseSeconds: this.leaseSeconds };
      const lost = takesOver ? await this.claims.takeOver(tx, channel.name, own) : undefined;
      if (lost) {
        // Between the look at the turn and here somebody may have taken it. It is lost again then, and found after its lease.
        if (!(await this.turns.take(tx, lost, this.leaseSeconds))) return { busy: true };
        return { lost: true, message: { ...lost, ...(await this.digests.of(tx, lost)) } };
      }
      return this.search(tx, channel);
    });
    if ('message' in answer) return answer;
    return { restMs: answer.busy ? BUSY_MS : await this.restOn(channel) };
  }

  /**
   * The first recipient who is free and is owed something, from the workspace on that is next in turn. Those who are not don't hide
   * the ones behind them.
   */
  private async search(tx: Transaction, channel: Channel): Promise<Claim | { busy: boolean }> {
    const tried: Destination[] = [];
    for (let search = 1; search <= SEARCHES; search += 1) {
      const destinations = await this.candidates(tx, channel, tried);
      if (destinations.length === 0) break;
      for (const destination of destinations) {
        const message = (await this.claims.takeTurn(tx, destination)) ? await this.open(tx, destination, channel) : undefined;
        if (message) {
          this.served.set(channel.name, destination.workspaceId);
          return { lost: false, message };
        }
      }
      tried.push(...destinations);
    }
    return { busy: tried.length > 0 };
  }

  /** Once round all workspaces, each channel by itself; processes need not agree on whose turn it is. */
  private async candidates(tx: Transaction, { name, gapMs }: Channel, except: readonly Destination[]) {
    const after = this.served.get(name) ?? '';
    const ahead = await this.claims.candidates(tx, name, { after, gapMs, except });
    if (ahead.length > 0 || after === '') return ahead;
    return this.claims.candidates(tx, name, { after: '', gapMs, except });
  }

  /** Opens a message about what is owed at this moment; what waited and is owed no longer ends here. */
  private async open(tx: Transaction, to: Destination, { perMessage }: Channel): Promise<ClaimedMessage | undefined> {
    const { leaseSeconds } = this;
    const id = randomId('dl');
    if (!(await this.turns.take(tx, { id, ...to }, leaseSeconds))) return undefined;
    const message = await this.fill(tx, to, { id, leaseSeconds, perMessage });
    if (!message) await this.turns.giveBack(tx, { id, ...to });
    return message;
  }

  private async fill(tx: Transaction, destination: Destination, opening: Opening): Promise<ClaimedMessage | undefined> {
    const { id, leaseSeconds } = opening;
    if (!(await this.claims.open(tx, destination, opening))) return undefined;
    const { failed } = await this.withdrawals.withdraw(tx, { messageId: id });
    if (failed > 0) this.transactions.afterCommit(tx, () => this.metrics.dropped(destination, 'FAILED', failed));
    const envelope = await this.claims.seal(tx, id, leaseSeconds);
    const digest = await this.digests.of(tx, envelope);
    if (digest.count > 0) return { ...envelope, ...digest };
    await this.claims.discard(tx, id);
    return undefined;
  }

  /** Until something may be due; what is due already waits for the gap between two messages to one recipient. */
  private async restOn({ name, gapMs }: Channel): Promise<number> {
    const nextMs = (await this.claims.nextInMs(this.transactions.reading, name)) ?? Infinity;
    return Math.min(Math.max(Math.ceil(nextMs), gapMs, BUSY_MS), this.longestRestMs);
  }
}
