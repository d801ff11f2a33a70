import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../../test/notices.setup.js';
import { shortened, untrusted } from './untrusted-text.js';

describe('untrusted', () => {
  it('puts a text on one line', () => {
    expect(untrusted('ci\r\n\tBcc: a@b.test\u2028x', 40)).toBe('ci Bcc: a@b.test x');
  });

  it('shows where a control, a bidi override or an invisible character was', () => {
    expect(untrusted('a\u001b[31mb\u202ec\u200bd\u{e0041}e', 40)).toBe('a�[31mb�c�d�e');
  });

  it('leaves emoji, accents and scripts written from the right as they are', () => {
    const text = '👩‍👩‍👧‍👦 ❤️ é שלום نص';
    expect(untrusted(text, 40)).toBe(text);
  });

  it('never lets through what acts on a terminal, a header or the reading direction', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(untrusted(text, 255)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });

  it('keeps to its limit, whatever the text', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, most) => {
        expect(untrusted(text, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('shortened', () => {
  it('marks what was cut', () => {
    expect(shortened('deployment', 6)).toBe('deplo…');
    expect(shortened('deploy', 6)).toBe('deploy');
  });

  it('does not cut a character in two', () => {
    expect(shortened('ab👩‍👩‍👧‍👦cd', 8)).toBe('ab…');
  });
});
