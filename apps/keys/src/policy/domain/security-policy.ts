/** What a workspace asks of its API keys and personal access tokens. */
export interface SecurityPolicy {
  readonly requireExpiration: boolean;
  /** How many days from now an expiration may lie at most, 1 to 400. */
  readonly maximumLifetimeDays: number;
}

/** What holds where nobody has decided anything. */
export const USUAL_POLICY: SecurityPolicy = { requireExpiration: false, maximumLifetimeDays: 400 };
