import type { Clock } from '#libs/kernel';
import type { ActivityService } from '../activity/index.js';
import { showToken, type PersonalTokenAnswer } from './dto/personal-token.dto.js';
import type { PersonalToken } from './personal-token.js';

/** Shows tokens as they stand now, who uses them, and when people hear of them. */
export class ShownTokens {
  constructor(
    private readonly activity: Pick<ActivityService, 'of'>,
    private readonly clock: Clock,
  ) {}

  async all(tokens: readonly PersonalToken[]): Promise<PersonalTokenAnswer[]> {
    const activity = await this.activity.of(tokens);
    const now = this.clock.now();
    return tokens.map((token) => showToken(token, { now, activity: activity.get(token.id) }));
  }

  async one(token: PersonalToken): Promise<PersonalTokenAnswer> {
    const activity = await this.activity.of([token]);
    return showToken(token, { now: this.clock.now(), activity: activity.get(token.id) });
  }
}
