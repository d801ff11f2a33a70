import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { UserEvent } from '#libs/contracts';
import { Transactions, type Transaction } from '#libs/database';
import { WakefulLoop } from '#libs/kernel';
import { Log } from '#libs/observability';
import { POSTMAN, type Postman } from '../channels/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { ClaimsRepository } from './claims.repository.js';
import { SendingService } from './sending.service.js';
import { SettlingService } from './settling.service.js';

/** How many invitations may be under way at once from one process. */
const SENDERS = 2;

/** How soon to look again when what is due is in other hands. */
const BUSY_MS = 100;

/** How long to wait after a failure; the database is probably away. */
const RETRY_MS = 1_000;

/** While the process ends, the mail server has so long to answer. */
const GRACE_MS = 8_000;

/**
 * Owes and sends one email for every invitation. An email waits in the database: while the mail server or the keys service is
 * away it is tried again, ever more rarely, until the invitation has expired.
 */
@Injectable()
export class InvitationsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loops: readonly WakefulLoop[];
  /** Ids of the invitations under way here. Whoever sends them will settle them: nobody else here may. */
  private readonly inHand = new Set<string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: ClaimsRepository,
    private readonly sending: SendingService,
    private readonly settling: SettlingService,
    private readonly log: Log,
    @Inject(POSTMAN) private readonly postman: Postman | undefined,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {
    this.loops = Array.from(
      { length: SENDERS },
      () => new WakefulLoop({ turn: () => this.turn(), onFailure: (error) => this.failed(error) }),
    );
  }

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  /** Lets what is under way be settled, and claims no other. A mail server that is slow about it is broken off. */
  async beforeApplicationShutdown(): Promise<void> {
    const settled = Promise.all(this.loops.map((loop) => loop.stop()));
    await Promise.race([settled, pause(GRACE_MS, undefined, { ref: false })]);
    await this.postman?.close();
    await settled;
  }

  /** Works in what has become of a user: owes an email for an invitation that is open, and ends what waits for any other. */
  async hear(tx: Transaction, event: UserEvent): Promise<void> {
    await this.claims.cancelOthers(tx, event.data);
    await this.claims.owe(tx, event);
    this.transactions.afterCommit(tx, () => {
      for (const loop of this.loops) loop.wake();
    });
  }

  private async turn(): Promise<number> {
    const tx = this.transactions.reading;
    await this.claims.expire(tx);
    if (!this.postman) {
      await this.claims.letGo(tx, this.env.LEASE_SECONDS);
      return this.longestRestMs;
    }
    const claim = { leaseSeconds: this.env.LEASE_SECONDS, inHand: [...this.inHand] };
    const invitation = await this.claims.claim(tx, claim);
    if (!invitation) return this.restMs();
    this.inHand.add(invitation.id);
    try {
      await this.settling.settle(invitation, await this.sending.see(invitation, this.postman));
    } finally {
      this.inHand.delete(invitation.id);
    }
    return 0;
  }

  private async restMs(): Promise<number> {
    const nextMs = (await this.claims.nextInMs(this.transactions.reading)) ?? Infinity;
    return Math.min(Math.max(Math.ceil(nextMs), BUSY_MS), this.longestRestMs);
  }

  private get longestRestMs(): number {
    return this.env.SWEEP_INTERVAL_SECONDS * 1_000;
  }

  private failed(error: unknown): number {
    this.log.error('Invitations can not be sent now; trying again', error);
    return RETRY_MS;
  }
}
