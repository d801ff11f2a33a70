import type { CredentialSnapshot } from '#libs/contracts';
import { localTimeAt, zoneHere } from '#libs/kernel';
import { dayInWords } from './expiry-words.js';
import { personInWords } from './person-words.js';
import { untrusted } from './untrusted-text.js';

/** The longest a reason may be, in UTF-16 code units. */
const LONGEST_REASON = 280;

/**
 * What somebody did about a reminder, by the wall clock of the credential's zone; what they said of it stands last.
 *
 * @example 'Acknowledged by Ann (ann@example.com) on 3 May 2027: renewing with vendor'
 */
export function responseInWords({ response, expiration }: CredentialSnapshot): string | undefined {
  if (!response || !expiration) return undefined;
  const zone = zoneHere(expiration.timeZone);
  const { date, time } = localTimeAt(new Date(response.until ?? response.at), zone);
  const [by, reason] = [personInWords(response.by), untrusted(response.reason ?? '', LONGEST_REASON)];
  const done =
    response.until === null
      ? `Acknowledged by ${by} on ${dayInWords(date)}`
      : `Snoozed by ${by} until ${dayInWords(date)}, ${time} (${zone})`;
  return reason === '' ? done : `${done}: ${reason}`;
}
