import type { Bus } from '#libs/messaging';
import type { Clock } from '#libs/kernel';

/** For how long an address is taken for true, in milliseconds. */
const KEPT_MS = 60_000;

/** Of how many people addresses are kept at most. */
const MOST = 1_000;

/** Who people are in Slack. Only the scheduler knows Slack: it is asked. */
export class SlackUsers {
  private readonly known = new Map<string, { readonly email: string; readonly until: number }>();

  constructor(
    private readonly bus: Pick<Bus, 'ask'>,
    private readonly clock: Clock,
  ) {}

  /** The address of a person of the team; `undefined` for whoever has none. Throws `BusSilent`. */
  async emailOf(slackUserId: string): Promise<string | undefined> {
    const now = this.clock.now().getTime();
    const known = this.known.get(slackUserId);
    if (known && known.until > now) return known.email;
    const { email } = await this.bus.ask('slack.user', { slackUserId });
    if (email === null) return undefined;
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(slackUserId, { email, until: now + KEPT_MS });
    return email;
  }
}
