import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Transactions } from '#libs/database';
import { Log } from '#libs/observability';
import { keepsApart, type Channel, type ChannelName } from '../channels/index.js';
import type { Settlement } from '../delivery-core/index.js';
import { ENV, type SchedulerEnv } from '../env.js';
import { CircuitsRepository } from './circuits.repository.js';

/** How soon to ask again while another process tries the channel. */
const PROBED_MS = 1_000;

/** Whether a channel may be used now; if so, `probe` says that this one message finds out whether it may be used again. */
type Leave = { readonly restMs: number } | { readonly probe: boolean };

/**
 * Whether a channel may be used at this moment, the same for all processes: none asks a provider again that has asked for a pause,
 * or that refuses our own credentials.
 *
 * A circuit is **closed**: the channel is used. It **opens** when the provider refuses our credentials or settings: the channel
 * rests, and what is owed on it waits. After the rest it is **tried** with one message: accepted, it closes; refused again, it
 * rests for longer. Whoever starts may have been given other credentials: it ends the rest. Where each recipient is a provider of its
 * own, there is nothing to agree upon for the channel.
 */
@Injectable()
export class CircuitsService implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly circuits: CircuitsRepository,
    private readonly log: Log,
    @Inject(ENV) private readonly env: SchedulerEnv,
  ) {}

  /** A database that is away is no reason not to start. */
  async onApplicationBootstrap(): Promise<void> {
    await this.circuits.endRests(this.transactions.reading).catch(() => undefined);
  }

  /** Asks whether a message may be sent now; if not, when to ask again: no later than a sweep, for others may end a rest before. */
  async leave({ name, perMinute }: Pick<Channel, 'name' | 'perMinute'>): Promise<Leave> {
    if (keepsApart(name)) return { probe: false };
    const tx = this.transactions.reading;
    const { isOpen, restMs } = (await this.circuits.standing(tx, name)) ?? { isOpen: false, restMs: 0 };
    if (restMs > 0) return { restMs: Math.min(restMs, this.env.SWEEP_INTERVAL_SECONDS * 1_000) };
    if (isOpen && !(await this.circuits.takeProbe(tx, name, this.env.LEASE_SECONDS))) return { restMs: PROBED_MS };
    const waitMs = perMinute === undefined ? 0 : await this.circuits.takePlace(tx, name, 60_000 / perMinute);
    if (waitMs === 0) return { probe: isOpen };
    if (isOpen) await this.circuits.giveProbeBack(tx, name);
    return { restMs: waitMs };
  }

  /** There was nothing to try the channel with. */
  async unused(channel: ChannelName): Promise<void> {
    await this.circuits.giveProbeBack(this.transactions.reading, channel);
  }

  /** Takes note of what came of a message. Answers whether the circuit has closed: what waits may go out. */
  async note(channel: ChannelName, settlement: Settlement | undefined, { probe }: { readonly probe: boolean }): Promise<boolean> {
    if (keepsApart(channel)) return false;
    const tx = this.transactions.reading;
    if (settlement?.to === 'release' && settlement.cause === 'ours') {
      if (await this.circuits.trip(tx, channel, settlement.reason))
        this.log.error('A channel refuses our own credentials or settings; what is owed on it waits', undefined, {
          channel,
          reason: settlement.reason,
        });
      return false;
    }
    if (settlement?.to === 'release' && settlement.cause === 'asked') await this.circuits.rest(tx, channel, settlement.seconds);
    if (!probe) return false;
    if (!settlement || !showsThatItWorks(settlement)) {
      await this.circuits.giveProbeBack(tx, channel);
      return false;
    }
    const closed = await this.circuits.close(tx, channel);
    if (closed) this.log.info('A channel works again', { channel });
    return closed;
  }
}

/** Whoever says something of one message, or asks for a pause, has let us in. */
function showsThatItWorks(settlement: Settlement): boolean {
  return settlement.to === 'deliver' || settlement.to === 'fail' || (settlement.to === 'release' && settlement.cause === 'asked');
}
