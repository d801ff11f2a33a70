import { setTimeout as pause } from 'node:timers/promises';
import { WakefulLoop } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { keepsApart, type Channel } from '../channels/index.js';
import type { Settlement } from '../delivery-core/index.js';
import type { ClaimAnswer, ClaimsService } from './claims.service.js';
import type { SendingService } from './sending.service.js';

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/** While the process ends, a provider has so long to answer. */
const GRACE_MS = 8_000;

interface ChannelSendersOptions {
  readonly channel: Channel;
  readonly claims: ClaimsService;
  readonly sending: SendingService;
  readonly log: Log;
}

/**
 * The senders of one channel, each seeing one message through at a time. A provider that asks for a pause gets it from all of
 * them; other channels go on. Where each recipient is a provider of its own, its turn says when it may be sent something.
 */
export class ChannelSenders {
  private readonly loops: readonly WakefulLoop[];
  /** Ids of the messages under way here. Their senders will settle them, however long that takes: nobody else here may. */
  private readonly inHand = new Set<string>();
  /** How many senders look for lost messages, or are about to. */
  private looking = 0;
  private pausedUntil = 0;

  constructor(private readonly options: ChannelSendersOptions) {
    this.loops = Array.from(
      { length: options.channel.senders },
      () => new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) }),
    );
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  /** Lets the messages under way be settled, and claims no other. A provider that is slow about it is broken off. */
  async stop(): Promise<void> {
    const settled = Promise.all(this.loops.map((loop) => loop.stop()));
    await Promise.race([settled, pause(GRACE_MS, undefined, { ref: false })]);
    await this.options.channel.close();
    await settled;
  }

  private async turn(): Promise<number> {
    const pause = this.pausedUntil - performance.now();
    if (pause > 0) return pause;
    const answer = await this.claim();
    if ('restMs' in answer) return answer.restMs;
    const { id } = answer.message;
    this.inHand.add(id);
    try {
      this.respect(await this.options.sending.see(answer, this.options.channel));
    } finally {
      this.inHand.delete(id);
      if (answer.lost) this.looking -= 1;
    }
    return 0;
  }

  /** One sender at least keeps to new messages: looking for lost ones may take long, and there may be many. */
  private async claim(): Promise<ClaimAnswer> {
    const { channel, claims } = this.options;
    const takesOver = this.looking < Math.max(channel.senders - 1, 1);
    if (takesOver) this.looking += 1;
    let looks = false;
    try {
      const answer = await claims.next(channel, { takesOver, inHand: this.inHand });
      looks = 'lost' in answer && answer.lost;
      return answer;
    } finally {
      if (takesOver && !looks) this.looking -= 1;
    }
  }

  private respect(settlement: Settlement | undefined): void {
    if (keepsApart(this.options.channel.name)) return;
    if (settlement?.to !== 'release' || settlement.cause === 'failed' || settlement.cause === 'stopped') return;
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + settlement.seconds * 1_000);
  }

  private failed(error: unknown): number {
    this.options.log.error('A sender could not go on; trying again', error, { channel: this.options.channel.name });
    return RETRY_MS;
  }
}
