import { escape, ICalEventTransparency, default as ical } from 'ical-generator';
import type { CredentialKind } from '#libs/contracts';
import type { ExpiringItem } from '../inventory/index.js';

const nouns: Record<CredentialKind, string> = {
  apiKey: 'API key',
  personalToken: 'Personal access token',
  secret: 'Secret',
};

/** How often a calendar should look again, in seconds. */
const LOOK_AGAIN_S = 60 * 60;

/** What a calendar is called, and where its reader can do something about it. */
export interface Cover {
  readonly name: string;
  readonly consoleUrl: string;
}

/**
 * The credentials as a calendar (iCalendar, RFC 5545): of each one event, on its last valid day where that day was meant. The
 * same credentials give the same text, byte for byte. No event rings: reminders are sent elsewhere.
 */
export function calendarOf(items: readonly ExpiringItem[], { name, consoleUrl }: Cover): string {
  const calendar = ical({
    // The library escapes the texts of events, and not this one.
    name: escape(name, false),
    prodId: { company: 'Curfew', product: 'expirations', language: 'EN' },
    ttl: LOOK_AGAIN_S,
  });
  for (const item of items) {
    const { id, kind, version, updatedAt, expiration } = item;
    calendar.createEvent({
      // Another expiry is another event; a credential that is renamed keeps its own, in a later version.
      id: `${id}-${expiration.expiresAt.getTime()}@curfew`,
      sequence: version,
      stamp: updatedAt,
      start: new Date(`${expiration.date}T00:00:00Z`),
      allDay: true,
      transparency: ICalEventTransparency.TRANSPARENT,
      summary: `${nouns[kind]} '${item.name}' expires`,
      description: describe(item),
      url: consoleUrl,
    });
  }
  return `${calendar.toString()}\r\n`;
}

function describe({ id, last4, owner, expiration: { expiresAt, timeZone, date } }: ExpiringItem): string {
  return [
    `Valid until the end of ${date} (${timeZone}) at the latest; refused from ${expiresAt.toISOString()} on.`,
    `${id}${last4 === null ? '' : `, …${last4}`}, owned by ${owner.name} (${owner.email})`,
  ].join('\n');
}
