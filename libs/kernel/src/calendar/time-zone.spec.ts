import { describe, expect, it } from '@jest/globals';
import { parseTimeZone, UTC } from './time-zone.js';

const zones = Intl.supportedValuesOf('timeZone');

describe('parseTimeZone', () => {
  it('takes every zone this machine knows, as it is', () => {
    expect(zones.map(parseTimeZone)).toEqual(zones);
  });

  it('puts their case right', () => {
    expect(zones.map((zone) => parseTimeZone(zone.toLowerCase()))).toEqual(zones);
  });

  it.each(['UTC', 'utc', 'Utc'])('takes %s', (name) => {
    expect(parseTimeZone(name)).toBe(UTC);
  });

  it.each(['US/Eastern', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'Etc/UTC'])(
    'takes %s, another name of a zone',
    (name) => {
      expect(parseTimeZone(name)).toBe(name);
    },
  );

  it.each([
    ['nothing', ''],
    ['a zone of another planet', 'Mars/Base'],
    ['an offset', '+05:30'],
    ['an offset without a colon', '-0800'],
    ['an abbreviation', 'EST'],
    ['a pair of abbreviations', 'EST5EDT'],
    ['a letter', 'Z'],
    ['a blank in front', ' Europe/Berlin'],
    ['a line break behind', 'Europe/Berlin\n'],
    ['half a zone', 'Europe/'],
    ['a path', '../../etc/passwd'],
    ['an annotation', 'Europe/Berlin[u-ca=hebrew]'],
    ['a date in a zone', '2026-01-01T00:00[Europe/Berlin]'],
    ['the name of a property', 'constructor/prototype'],
    ['an impossible offset zone', 'Etc/GMT+25'],
    ['a zone that IANA dropped', 'SystemV/EST5'],
    ['the same in small letters', 'systemv/est5'],
    ['a megabyte', `Europe/${'x'.repeat(1_000_000)}`],
  ])('refuses %s', (_what, text) => {
    expect(parseTimeZone(text)).toBeUndefined();
  });
});
