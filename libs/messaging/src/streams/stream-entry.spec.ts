import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decode, toEntries } from './stream-entry.js';

const schema = z.object({ id: z.string(), type: z.enum(['Opened']), subject: z.string() });
const decoded = (text: string | undefined) => decode({ streamId: '1-0', text }, schema);

describe('decode', () => {
  it('answers the event of an entry that fits the schema', () => {
    const event = { id: 'ev1', type: 'Opened', subject: 'ak1' };
    expect(decoded(JSON.stringify(event))).toEqual({ event });
  });

  it('takes an event that carries more than is known of it', () => {
    const event = { id: 'ev1', type: 'Opened', subject: 'ak1' };
    expect(decoded(JSON.stringify({ ...event, colour: 'red' }))).toEqual({ event });
  });

  it.each([
    ['an entry without the field', undefined, /no field "event"/],
    ['an empty text', '', /not JSON/],
    ['a broken text', '{"id":', /not JSON/],
    ['null', 'null', /expected object/],
    ['a list', '[]', /expected object/],
    ['an unknown type', '{"id":"ev1","type":"Exploded","subject":"ak1"}', /type/],
    ['a wrong shape', '{"id":7,"type":"Opened"}', /id[\s\S]*subject/],
    ['a text of 300 kB', JSON.stringify({ id: 'x'.repeat(300_000) }), /300009 characters/],
    ['a text nested without end', '['.repeat(100_000), /not JSON/],
  ])('tells why %s makes no sense', (_what, text, reason) => {
    expect(decoded(text)).toEqual({ poison: expect.stringMatching(reason) });
  });
});

describe('toEntries', () => {
  it('reads the field `event`, wherever it stands', () => {
    const fields = ['trace', 'event', 'event', '{}'];
    expect(toEntries([['1-0', fields]])).toEqual([{ streamId: '1-0', text: '{}' }]);
  });

  it('tells an entry without that field, and one that was deleted', () => {
    expect(
      toEntries([
        ['1-0', ['kind', 'event']],
        ['2-0', null],
      ]),
    ).toEqual([
      { streamId: '1-0', text: undefined },
      { streamId: '2-0', text: undefined },
    ]);
  });

  it.each([[null], [undefined], [[]]])('reads %p as no entries', (raw) => {
    expect(toEntries(raw)).toEqual([]);
  });
});
