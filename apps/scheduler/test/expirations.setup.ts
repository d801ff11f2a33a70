import { KEYS_STREAM, streamEvent, type CredentialSnapshot, type KeyExpiredEvent, type KeyExpiringEvent } from '#libs/contracts';
import { until } from '#libs/testing';
import type { Redis } from 'ioredis';

type ExpirationEvent = KeyExpiringEvent | KeyExpiredEvent;

/** What the scheduler has put onto the stream about expirations. */
export class Announced {
  constructor(private readonly redis: Redis) {}

  /** About one credential, oldest first; read as any consumer reads it. */
  async of({ cid }: Pick<CredentialSnapshot, 'cid'>): Promise<readonly ExpirationEvent[]> {
    const entries = await this.redis.xrange(KEYS_STREAM, '-', '+');
    const events = entries.map(([, [, text]]) => streamEvent.parse(JSON.parse(text ?? '')));
    return events.filter((event) => isAnnouncement(event)).filter(({ subject }) => subject === cid);
  }

  /** The types of what is announced of one credential, with the lead time where there is one. */
  async words(credential: Pick<CredentialSnapshot, 'cid'>): Promise<string> {
    const events = await this.of(credential);
    return events.map((event) => (event.type === 'KeyExpiring' ? `expiring ${String(event.data.leadDays)}` : 'expired')).join();
  }

  /** Waits until that is announced of a credential, and nothing else. */
  async until(credential: Pick<CredentialSnapshot, 'cid'>, words: string, withinMs = 20_000): Promise<void> {
    await until(async () => (await this.words(credential)) === words, {
      what: `"${words}" is announced of ${credential.cid}`,
      withinMs,
    });
  }
}

function isAnnouncement(event: { readonly type: string }): event is ExpirationEvent {
  return event.type === 'KeyExpiring' || event.type === 'KeyExpired';
}
