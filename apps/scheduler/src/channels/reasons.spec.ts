import { describe, expect, it } from '@jest/globals';
import { reasonsWithout } from './reasons.js';

const reasonFor = reasonsWithout(['open sesame', '']);

describe('reasonsWithout', () => {
  it('puts what was said on one line, without controls', () => {
    expect(reasonFor('550-no\r\n550 \u001b[31msuch user')).toBe('550-no 550 [31msuch user');
  });

  it('keeps at most 300 characters', () => {
    expect(reasonFor('x'.repeat(5_000))).toHaveLength(300);
  });

  it('takes out its secrets, plain and in base64, and what looks like another', () => {
    const said = `open sesame, ${Buffer.from('open sesame').toString('base64')}, xoxb-123-abc, smtp://u:pass@host`;
    expect(reasonFor(said)).not.toMatch(/sesame|b3Blbi|xoxb-123|pass@/);
  });

  it('takes out the addresses of people', () => {
    expect(reasonFor('550 5.1.1 <ada@example.test>: no such user')).toBe('550 5.1.1 <[address]>: no such user');
  });
});
