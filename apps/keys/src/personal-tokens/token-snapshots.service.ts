import type { BusRequest, CredentialSnapshot } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import { snapshotOf } from './snapshot.js';
import { TokenSnapshotsRepository } from './token-snapshots.repository.js';

/** Shows personal access tokens to other services: no more of them than their events do. */
export class TokenSnapshots {
  private readonly tokens = new TokenSnapshotsRepository();

  constructor(private readonly transactions: Transactions) {}

  /** A token as its events tell of it, also once it is revoked; `null` for none, and for one of another workspace. */
  async snapshot({ workspaceId, cid }: BusRequest<'keys.get'>): Promise<CredentialSnapshot | null> {
    const token = await this.tokens.find(this.transactions.reading, { workspaceId, id: cid }, { lock: false });
    return token ? snapshotOf(token) : null;
  }
}
