import { describe, expect, it } from '@jest/globals';
import { UTC, type LocalDate } from '#libs/kernel';
import { responseAfter, responseTo, type Reminded, type ReminderResponse } from './reminder-response.js';

const at = '2027-03-24T09:30:00.000Z';
const by = { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' };
const response: ReminderResponse = {
  kind: 'ACKNOWLEDGED',
  by,
  at,
  until: null,
  reason: null,
  expiresAt: '2027-04-01T00:00:00.000Z',
  leadDays: 7,
};
const expiresAt = new Date('2027-04-01T00:00:00Z');
const expiration = { precision: 'day' as const, date: '2027-03-31' as LocalDate, timeZone: UTC, expiresAt, setAt: new Date(at) };
const before: Reminded = { expiration, replacedBy: null, response };

describe('a response', () => {
  it('stays with whatever else changes, and with an expiration that is named again', () => {
    expect(responseAfter(before, {})).toBe(response);
    expect(responseAfter(before, { expiration, replacedBy: null })).toBe(response);
  });

  it('goes with its expiration: moved, chosen anew or taken away, and with a successor', () => {
    expect(responseAfter(before, { expiration: { ...expiration } })).toBeNull();
    expect(responseAfter(before, { expiration: null })).toBeNull();
    expect(responseAfter(before, { replacedBy: 'ak0f1e2d3c4b5a6978' })).toBeNull();
  });

  it('is none to an expiration that a process of before has moved without it', () => {
    expect(responseTo(expiration, response)).toBe(response);
    expect(responseTo({ ...expiration, expiresAt: new Date('2027-05-01T00:00:00Z') }, response)).toBeNull();
    expect(responseTo(null, response)).toBeNull();
    expect(responseTo(null, null)).toBeNull();
  });

  it('gives way to another', () => {
    const next = { ...response, leadDays: 1 };
    expect(responseAfter(before, { response: next })).toBe(next);
  });
});
