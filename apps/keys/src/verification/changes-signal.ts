import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';

/** Where nodes tell each other what they have just committed. */
const CHANNEL = 'curfew:changes';

interface ChangesSignalParts {
  readonly publisher: Redis;
  readonly subscriber: Redis;
}

/**
 * Tells other nodes of a change at once, by Redis' publish and subscribe. It makes a revocation quicker and promises nothing:
 * whatever is lost here, and while Redis is away that is everything, the followers of `keys.changes` see.
 */
export class ChangesSignal implements BeforeApplicationShutdown {
  constructor(private readonly parts: ChangesSignalParts) {}

  send(subject: string): void {
    this.parts.publisher.publish(CHANNEL, subject).catch(() => undefined);
  }

  /** Hears what other nodes send, and this one too, from now on. */
  listen(listener: (subject: string) => void): void {
    const { subscriber } = this.parts;
    subscriber.on('message', (_channel, subject) => {
      listener(subject);
    });
    subscriber.on('ready', () => {
      subscriber.subscribe(CHANNEL).catch(() => undefined);
    });
  }

  beforeApplicationShutdown(): void {
    this.parts.publisher.disconnect();
    this.parts.subscriber.disconnect();
  }
}
