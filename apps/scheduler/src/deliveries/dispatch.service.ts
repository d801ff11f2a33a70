import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Log } from '#libs/observability';
import { CHANNELS, type Channel } from '../channels/index.js';
import { CircuitsService } from '../circuits/index.js';
import { ChannelSenders } from './channel-senders.js';
import { ClaimsService } from './claims.service.js';
import { SendingService } from './sending.service.js';

/** Keeps the senders of every channel going. */
@Injectable()
export class DispatchService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly senders: readonly ChannelSenders[];

  constructor(
    claims: ClaimsService,
    sending: SendingService,
    circuits: CircuitsService,
    log: Log,
    @Inject(CHANNELS) channels: readonly Channel[],
  ) {
    this.senders = channels.map((channel) => new ChannelSenders({ channel, claims, sending, circuits, log }));
  }

  onApplicationBootstrap(): void {
    for (const senders of this.senders) senders.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.senders.map((senders) => senders.stop()));
  }

  /** Something may be there to be sent. */
  wake(): void {
    for (const senders of this.senders) senders.wake();
  }
}
