import type { Clock } from '#libs/kernel';
import type { ActivityService } from '../activity/index.js';
import type { ApiKey } from './api-key.js';
import { showKey, type ApiKeyAnswer } from './dto/api-key.dto.js';

/** Shows keys as they stand now, who uses them, and when people hear of them. */
export class ShownKeys {
  constructor(
    private readonly activity: Pick<ActivityService, 'of'>,
    private readonly clock: Clock,
  ) {}

  async all(keys: readonly ApiKey[]): Promise<ApiKeyAnswer[]> {
    const activity = await this.activity.of(keys.map(watched));
    const now = this.clock.now();
    return keys.map((key) => showKey(key, { now, activity: activity.get(key.cid) }));
  }

  async one(key: ApiKey): Promise<ApiKeyAnswer> {
    const activity = await this.activity.of([watched(key)]);
    return showKey(key, { now: this.clock.now(), activity: activity.get(key.cid) });
  }

  /** A key whose expiration was just changed. The scheduler plans anew in a moment; its reminder of before is not shown. */
  async rescheduled(key: ApiKey): Promise<ApiKeyAnswer> {
    const activity = await this.activity.of([{ ...watched(key), expiration: null }]);
    return showKey(key, { now: this.clock.now(), activity: activity.get(key.cid) });
  }
}

function watched({ cid, expiration, revokedAt, replacedBy }: ApiKey) {
  return { id: cid, expiration, revokedAt, replacedBy };
}
