const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long the first token of a user lasts at most, in days: time enough to make another. */
const FIRST_TOKEN_DAYS = 30;

/** What a policy says about lifetimes. */
interface LifetimePolicy {
  readonly requireExpiration: boolean;
  readonly maximumLifetimeDays: number;
}

/** How long a user's first token lasts, in milliseconds: 30 days, or as long as the workspace's policy allows, if that is less. */
export function firstTokenMs({ requireExpiration, maximumLifetimeDays }: LifetimePolicy): number {
  return Math.min(FIRST_TOKEN_DAYS, requireExpiration ? maximumLifetimeDays : Infinity) * DAY_MS;
}
