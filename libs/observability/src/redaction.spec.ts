import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from './redaction.js';

const key = 'cfw_0123456789ABCDEFGHIJabcdefghij0123456789abc1Z9xQ2';

describe('redact', () => {
  it.each([
    ['a key', `refused ${key}`],
    ['a personal token', `refused ${key.replace('cfw_', 'cfwp_')}`],
    ['an invitation', `https://curfew.test/invitations/${key.replace('cfw_', 'cfwi_')}`],
    ['a calendar feed', `GET /calendar/${key.replace('cfw_', 'cfwf_')}.ics`],
    ['a key in JSON', JSON.stringify({ apiKey: key })],
    ['a key at the start of a line within JSON', JSON.stringify(`it was\n${key}`)],
    ['a key in a query string', `/api/v1/auth/key?key=${key}&page=1`],
    ['a key in an encoded query string', `/api?body=${encodeURIComponent(`"${key}"`)}`],
    ['a key behind a letter', `x${key}`],
    ['a part of a key', `begins with ${key.slice(0, 16)}`],
  ])('takes out %s', (_what, text) => {
    expect(redact(text)).not.toMatch(/cfw[fip]?_[0-9A-Za-z]{4}/);
  });

  it.each([
    ['a Slack token', 'token xoxb-1234-5678-abcDEF was refused', 'token xox-[redacted] was refused'],
    ['a password in a URL', 'connect redis://:hunter2@redis:6379', 'connect redis://:[redacted]@redis:6379'],
    ['one with a slash and an @', 'to postgres://me:p@s/s@db:5432/x now', 'to postgres://me:[redacted]@db:5432/x now'],
    ['an Authorization value', 'authorization: Bearer abc.def-_~+/=', 'authorization: Bearer [redacted]'],
    ['one of the Basic kind', 'basic dXNlcjpwYXNz', 'basic [redacted]'],
  ])('takes out %s', (_what, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each(['ak90b1c2d3e4f56a78', 'http://localhost:3000/api/v1/auth/key', 'the prefix is cfw_', 'at 09:15, ada@example.com'])(
    'leaves %s alone',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it('finds a key in any surroundings', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(redact(before + key + after)).not.toContain(key.slice(4, 20));
      }),
    );
  });

  it('has nothing left to take out the second time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(redact(redact(`${text}${key}`))).toBe(redact(`${text}${key}`));
      }),
    );
  });
});
