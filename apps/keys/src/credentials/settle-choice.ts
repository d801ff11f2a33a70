import type { TimeZone } from '#libs/kernel';
import type { ChosenExpiration } from './domain/chosen-expiration.js';
import { settleExpiration, type Expiration } from './domain/expiration.js';

/** What a body says about an expiration. */
export interface AskedExpiration {
  readonly expirationDate?: ChosenExpiration | undefined;
  readonly timeZone?: TimeZone | undefined;
}

/** When it is asked for, and where to ask for the zone that is meant unless one is named: the workspace's. */
interface AskedWhen {
  readonly now: Date;
  readonly usualZone: () => Promise<TimeZone>;
}

/** Settles what a body asks for; `undefined` if it asks for nothing. Throws as {@link settleExpiration} does. */
export async function settleChoice(
  { expirationDate, timeZone }: AskedExpiration,
  { now, usualZone }: AskedWhen,
): Promise<Expiration | undefined> {
  if (!expirationDate) return undefined;
  return settleExpiration(expirationDate, { zone: timeZone ?? (await usualZone()), now });
}
