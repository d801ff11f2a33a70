import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { objectionToDescription, objectionToName } from './written-text.js';

const character = (from: number, to: number) => fc.integer({ min: from, max: to }).map((code) => String.fromCodePoint(code));
const control = fc.oneof(character(0, 0x1f), character(0x7f, 0x9f), character(0x202a, 0x202e), character(0x2066, 0x2069));
const around = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 20 }));

describe('a name', () => {
  it.each([
    'ci-deploy',
    'Ключ №1',
    '鍵',
    '🔑👩‍👩‍👧',
    '<b>&amp;</b>',
    "'; DROP TABLE--",
    '100%_\\',
    'a < b > c',
    '<!-- x -->',
    '< @x>',
    '#1 <3',
    '@ada',
  ])('may be %j', (name) => {
    expect(objectionToName(name)).toBeUndefined();
  });

  it('holds no control character, wherever it stands', () => {
    fc.assert(
      fc.property(around, control, ([before, after], bad) => expect(objectionToName(before + bad + after)).toBeDefined()),
    );
  });

  it.each(['<!channel>', 'a<!here|here>b', '<!subteam^S1>', '<@U1>', '<#C1|x>', '<@ü>', '<!channel|<x>'])(
    'holds no %s',
    (name) => {
      expect(objectionToName(name)).toContain('Slack');
    },
  );

  it('has 1 to 255 characters, each counted once, and not the blanks around it', () => {
    for (const one of ['a', 'é', '🔑', '\u{10FFFD}']) {
      expect(objectionToName(one.repeat(255))).toBeUndefined();
      expect(objectionToName(` ${one.repeat(255)} `)).toBeUndefined();
      expect(objectionToName(one.repeat(256))).toContain('255');
    }
    for (const nothing of ['', ' ', '\u3000', '\u200b\u2060\ufeff', '\u3164', '\u2800', '\ufe0f', '\u115f\u1160']) {
      expect(objectionToName(nothing)).toBe('must not be empty');
    }
  });
});

describe('a description', () => {
  it('may have lines and tabs, but no other control character', () => {
    expect(objectionToDescription('one\ntwo\r\n\tthree <!channel>')).toBeUndefined();
    const worse = control.filter((bad) => !/[\n\r\t]/.test(bad));
    fc.assert(
      fc.property(around, worse, ([before, after], bad) => expect(objectionToDescription(before + bad + after)).toBeDefined()),
    );
  });

  it('may be empty, and has at most 1,000 characters', () => {
    expect(objectionToDescription('')).toBeUndefined();
    expect(objectionToDescription('🔑'.repeat(1_000))).toBeUndefined();
    expect(objectionToDescription('🔑'.repeat(1_001))).toContain('1000');
  });
});

it('neither holds half a surrogate pair', () => {
  fc.assert(
    fc.property(around, fc.integer({ min: 0xd800, max: 0xdfff }), ([before, after], half) => {
      const text = `${before} ${String.fromCharCode(half)} ${after}`;
      expect(objectionToName(text)).toContain('Unicode');
      expect(objectionToDescription(text)).toContain('Unicode');
    }),
  );
});
