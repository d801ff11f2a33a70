import { describe, expect, it } from '@jest/globals';
import { parseLocalDate, UTC, type LocalDate } from '#libs/kernel';
import type { ExpiringItem } from '../inventory/index.js';
import { eventsIn, unfolded } from '../../test/unfolded.js';
import { calendarOf } from './calendar.js';

const COVER = { name: 'My calendar', consoleUrl: 'https://curfew.example.com/' };

function item(change: Partial<ExpiringItem> = {}): ExpiringItem {
  return {
    ...{ kind: 'apiKey', id: 'ak90b1c2d3e4f56a78', name: 'ci-deploy', description: null, tag: null, last4: 'x7Qd' },
    owner: { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' },
    createdAt: new Date('2026-01-01T00:00:00Z'),
    expiration: {
      ...{ precision: 'day', date: parseLocalDate('2027-03-31') as LocalDate, timeZone: UTC },
      ...{ expiresAt: new Date('2027-04-01T00:00:00Z'), setAt: new Date('2026-01-01T00:00:00Z') },
    },
    ...{ revokedAt: null, replacedBy: null, version: 3, updatedAt: new Date('2026-02-03T04:05:06.789Z') },
    ...change,
  };
}

const only = (change?: Partial<ExpiringItem>) => eventsIn(calendarOf([item(change)], COVER))[0] ?? {};

describe('an event', () => {
  it('is all of the last valid day, transparent, in the version of its credential, and rings no bell', () => {
    expect(only()).toMatchObject({
      ...{ UID: 'ak90b1c2d3e4f56a78-1806537600000@curfew', SEQUENCE: '3', DTSTAMP: '20260203T040506Z' },
      ...{ 'DTSTART;VALUE=DATE': '20270331', TRANSP: 'TRANSPARENT', SUMMARY: "API key 'ci-deploy' expires" },
    });
    expect(only()['DESCRIPTION']).toContain('2027-04-01T00:00:00.000Z');
    expect(calendarOf([item()], COVER)).not.toMatch(/VALARM|ATTENDEE|DTSTART(?!;VALUE=DATE:20270331)/);
  });

  it.each([
    ['personalToken', "Personal access token 'ci-deploy' expires"],
    ['secret', "Secret 'ci-deploy' expires"],
  ] as const)('says what it is about: %s', (kind, summary) => {
    expect(only({ kind, last4: null })['SUMMARY']).toBe(summary);
  });

  it.each([
    ['line breaks', 'a\r\nBEGIN:VALARM\nb\rc'],
    ['commas, semicolons and backslashes', 'a,b;c\\d\\n:"e"'],
    ['a calendar of its own', 'x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR'],
    ['10 kB', 'n'.repeat(10_000)],
    ['letters and emoji of several bytes', 'ä€🔑👩‍👩‍👧'.repeat(100)],
  ])('keeps a name with %s as one text, on lines of 75 octets', (_, name) => {
    const [event, ...others] = eventsIn(calendarOf([item({ name })], { ...COVER, name }));
    expect(others).toEqual([]);
    expect(event?.['SUMMARY']).toBe(`API key '${name.replace(/\r\n|\r/g, '\n')}' expires`);
    expect(event?.['DTSTART;VALUE=DATE']).toBe('20270331');
    expect(unfolded(calendarOf([], { ...COVER, name }))).toContainEqual(['NAME', name.replace(/\r\n|\r/g, '\n')]);
  });

  it('is another one after another choice of day, and the same one after another choice of name', () => {
    const expiration = { ...item().expiration, expiresAt: new Date('2027-05-01T00:00:00Z') };
    expect(only({ expiration })['UID']).not.toBe(only()['UID']);
    expect(only({ name: 'other', version: 4 })).toMatchObject({ UID: only()['UID'], SEQUENCE: '4' });
  });
});

it('the same credentials give the same text, and none a calendar without events', () => {
  expect(calendarOf([item()], COVER)).toBe(calendarOf([item()], COVER));
  const empty = unfolded(calendarOf([], COVER));
  expect(empty[0]).toEqual(['BEGIN', 'VCALENDAR']);
  expect(empty).toContainEqual(['VERSION', '2.0']);
  expect(empty).toContainEqual(['X-WR-CALNAME', 'My calendar']);
  expect(empty.at(-1)).toEqual(['END', 'VCALENDAR']);
});
