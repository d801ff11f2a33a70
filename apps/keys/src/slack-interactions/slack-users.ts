import type { Clock } from '#libs/kernel';
import type { Bus } from '#libs/messaging';
import { LRUCache } from 'lru-cache';

/** For how long an address is taken for true, in milliseconds. */
const KEPT_MS = 60_000;

/** Of how many people addresses are kept at most. */
const MOST = 1_000;

/** Who people are in Slack. Only the scheduler knows Slack: it is asked. */
export class SlackUsers {
  private readonly emails: LRUCache<string, string>;

  constructor(
    private readonly bus: Pick<Bus, 'ask'>,
    clock: Clock,
  ) {
    this.emails = new LRUCache({ max: MOST, ttl: KEPT_MS, perf: { now: () => clock.now().getTime() } });
  }

  /** The address of a person of the team; `undefined` for whoever has none. Throws `BusSilent`. */
  async emailOf(slackUserId: string): Promise<string | undefined> {
    const known = this.emails.get(slackUserId);
    if (known !== undefined) return known;
    const { email } = await this.bus.ask('slack.user', { slackUserId });
    if (email === null) return undefined;
    this.emails.set(slackUserId, email);
    return email;
  }
}
