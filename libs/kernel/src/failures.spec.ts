import { describe, expect, it } from '@jest/globals';
import { isPassing } from './failures.js';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

describe('isPassing', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN'])('is true of %s', (code) => {
    expect(isPassing(withCode(code))).toBe(true);
  });

  it.each([
    ['a broken connection', '08006'],
    ['a serialization failure', '40001'],
    ['a deadlock', '40P01'],
    ['too many connections', '53300'],
    ['a lock that is taken', '55P03'],
    ['a cancelled statement', '57014'],
    ['a shutdown', '57P01'],
    ['a read-only standby', '25006'],
    ['a failed disk', '58030'],
  ])('is true of %s (%s)', (_what, code) => {
    expect(isPassing(withCode(code))).toBe(true);
  });

  it.each([
    ['a unique violation', '23505'],
    ['a syntax error', '42601'],
    ['a missing right', '42501'],
    ['a wrong password', '28P01'],
    ['a failed transaction', '25P02'],
    ['a missing file', 'ENOENT'],
    ['an abbreviation that only begins like a class', '57'],
  ])('is false of %s (%s)', (_what, code) => {
    expect(isPassing(withCode(code))).toBe(false);
  });

  it('is true of several failures if one of them passes', () => {
    expect(isPassing(new AggregateError([new Error('no'), withCode('ECONNREFUSED')]))).toBe(true);
    expect(isPassing(new AggregateError([new Error('no'), withCode('42601')]))).toBe(false);
  });

  it.each([undefined, null, 'ECONNREFUSED', 57, new Error('a bug'), {}])('is false of %p', (thrown) => {
    expect(isPassing(thrown)).toBe(false);
  });
});
