import { Injectable, Logger } from '@nestjs/common';
import { OnKeyEvent, type CredentialSnapshot, type EventOf } from '#libs/client';

/** The keys this service has heard of. A real one would keep them, and the versions, in a database of its own. */
@Injectable()
export class KnownKeys {
  private readonly log = new Logger(KnownKeys.name);
  private readonly byCid = new Map<string, CredentialSnapshot>();

  /** An event may come again, and late: what is no newer than what is known changes nothing. */
  @OnKeyEvent('KeyCreated')
  @OnKeyEvent('KeyUpdated')
  @OnKeyEvent('KeyDeleted')
  hear({ type, data }: EventOf<'KeyCreated' | 'KeyUpdated' | 'KeyDeleted'>): void {
    if (data.version <= (this.byCid.get(data.cid)?.version ?? 0)) return;
    this.byCid.set(data.cid, data);
    this.log.log(`${type} ${data.cid} version ${String(data.version)}`);
  }

  /** All of them, the ended ones too. */
  all(): readonly CredentialSnapshot[] {
    return [...this.byCid.values()];
  }
}
