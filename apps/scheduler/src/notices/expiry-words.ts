import type { CredentialSnapshot } from '#libs/contracts';
import { daysUntil, lastValidDay, localTimeAt, zoneHere, type LocalDate } from '#libs/kernel';

type Expiration = NonNullable<CredentialSnapshot['expiration']>;

// Not Intl: its September is "Sept" in one release and "Sep" in the next.
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day in words no reader takes for another: month by name, year in full. "31 Mar 2027". */
export function dayInWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/**
 * Until when it is valid, on the wall clock of its zone: "until the end of 31 Mar 2027 (Europe/Berlin)" for a chosen day,
 * "until 31 Mar 2027, 14:30 (Europe/Berlin)" for an exact instant.
 */
export function endInWords({ precision, date, timeZone, expiresAt }: Expiration): string {
  if (precision === 'day') return `until the end of ${dayInWords(date)} (${timeZone})`;
  const [instant, zone] = [new Date(expiresAt), zoneHere(timeZone)];
  const [end, lastDay] = [localTimeAt(instant, zone), lastValidDay(instant, zone)];
  // An instant at midnight is the end of the day before it: "1 Apr, 00:00" would be read as valid on 1 April.
  const words = end.date === lastDay ? `${dayInWords(end.date)}, ${end.time}` : `the end of ${dayInWords(lastDay)}`;
  return `until ${words} (${zone})`;
}

/** How far off an expiry to come is, in calendar days of its zone: "in 7 days", "tomorrow", "today"; never a negative number. */
export function distanceInWords({ date, timeZone }: Expiration, now: Date): string {
  const days = daysUntil(date as LocalDate, { now, zone: zoneHere(timeZone) });
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}
