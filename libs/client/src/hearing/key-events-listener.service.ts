import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DEAD_LETTER_STREAM, KEYS_STREAM, streamEvent, type StreamEvent } from '#libs/contracts';
import { RedisStreamsServer } from '#libs/messaging';
import { Log } from '#libs/observability';
import { CURFEW_SETTINGS, type CurfewSettings } from '../curfew-options.js';
import { redisOf } from '../redis-of.js';
import { KeyEventHandlers, type HandleEvent } from './key-event-handlers.js';

/**
 * Reads the event stream for as long as the application lives, if anybody in it wants to hear events: through a consumer
 * group named after the service, so that what happens while the service is down is heard when it is back.
 */
@Injectable()
export class KeyEventsListener implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private handlers: ReadonlyMap<string, HandleEvent> = new Map();
  private server: RedisStreamsServer<StreamEvent> | undefined;

  constructor(
    @Inject(KeyEventHandlers) private readonly found: KeyEventHandlers,
    @Inject(CURFEW_SETTINGS) private readonly settings: CurfewSettings,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Boot fails here if the handlers are not right. */
  onModuleInit(): void {
    this.handlers = this.found.find();
  }

  onApplicationBootstrap(): void {
    if (this.handlers.size === 0) return;
    const { service: group, consumer } = this.settings;
    const place = { env: redisOf(this.settings), stream: KEYS_STREAM, deadLetters: DEAD_LETTER_STREAM, group, consumer };
    const server = new RedisStreamsServer({ ...place, log: this.log, schema: streamEvent, expects: [] });
    for (const [type, handle] of this.handlers) server.addHandler(type, (event: StreamEvent) => this.hear(event, handle), true);
    server.listen(() => undefined);
    this.server = server;
  }

  /** Before anything else closes: what is in hand is finished first, with all it needs. */
  async onModuleDestroy(): Promise<void> {
    await this.server?.close();
  }

  private async hear(event: StreamEvent, handle: HandleEvent): Promise<void> {
    const { workspaceId } = this.settings;
    if (workspaceId === undefined || event.data.workspaceId === workspaceId) await handle(event);
  }
}
