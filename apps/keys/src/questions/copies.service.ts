import type { BusAnswer, BusRequest } from '#libs/contracts';
import type { Transactions } from '#libs/database';
import type { NotificationSettingsService } from '../notification-settings/index.js';
import type { UserSnapshots } from '../users/index.js';
import type { SnapshotsService } from './snapshots.service.js';
import type { VersionsRepository } from './versions.repository.js';

interface CopiesParts {
  readonly transactions: Transactions;
  readonly versions: VersionsRepository;
  readonly credentials: SnapshotsService;
  readonly users: UserSnapshots;
  readonly settings: NotificationSettingsService;
}

/** Tells services that keep copies whether theirs are true, and what is: no more than events do, and of all workspaces. */
export class CopiesService {
  constructor(private readonly parts: CopiesParts) {}

  /** What a page comes to. */
  digest(asked: BusRequest<'keys.digest'>): Promise<BusAnswer<'keys.digest'>> {
    return this.parts.versions.digest(this.parts.transactions.reading, asked);
  }

  /** The versions of a page. */
  versions(asked: BusRequest<'keys.versions'>): Promise<BusAnswer<'keys.versions'>> {
    return this.parts.versions.versions(this.parts.transactions.reading, asked);
  }

  /** What is known of these; what is not is left out. */
  async snapshots(asked: BusRequest<'keys.snapshots'>): Promise<BusAnswer<'keys.snapshots'>> {
    const { transactions, versions, credentials, users, settings } = this.parts;
    const known = await versions.whose(transactions.reading, asked);
    const nothing = { credentials: [], users: [], notificationSettings: [] };
    if (asked.of === 'user') return { ...nothing, users: await found(known, (user) => users.find(user)) };
    if (asked.of === 'notificationSettings')
      return { ...nothing, notificationSettings: await found(known, ({ id }) => settings.snapshot(id)) };
    const find = ({ id: cid, workspaceId }: Known) => credentials.find({ workspaceId, cid });
    return { ...nothing, credentials: await found(known, find) };
  }
}

interface Known {
  readonly id: string;
  readonly workspaceId: string;
}

/** One after the other: whoever asks for a hundred is in no hurry, and others need the database's connections. */
async function found<T>(known: readonly Known[], find: (one: Known) => Promise<T | null>): Promise<T[]> {
  const all: T[] = [];
  for (const one of known) {
    const snapshot = await find(one);
    if (snapshot !== null) all.push(snapshot);
  }
  return all;
}
