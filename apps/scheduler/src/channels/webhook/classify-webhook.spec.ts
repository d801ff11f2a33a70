import { describe, expect, it } from '@jest/globals';
import { classifyAnswer, classifyFailure } from './classify-webhook.js';

const now = new Date('2027-03-24T07:00:00Z');
const outcomeOf = (status: number, retryAfter?: string) => classifyAnswer({ status, retryAfter }, now);

describe('classifyAnswer', () => {
  it.each([200, 201, 202, 204, 299])('takes %d for accepted', (status) => {
    expect(outcomeOf(status)).toEqual({ kind: 'accepted', providerRef: `HTTP ${String(status)}` });
  });

  it('takes 410 for a refusal for good', () => {
    expect(outcomeOf(410)).toMatchObject({ kind: 'refused' });
  });

  it.each([199, 301, 302, 307, 308, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 0])(
    'tries again after %d',
    (status) => {
      const outcome = outcomeOf(status);
      expect(outcome).toMatchObject({ kind: 'later', reason: expect.stringContaining(String(status)) });
      expect(outcome).not.toHaveProperty('retryAfterSeconds');
    },
  );

  it.each([
    [429, '17', 17],
    [503, '17', 17],
    [429, '0', 1],
    [429, '86400', 3_600],
    [503, 'Wed, 24 Mar 2027 07:05:00 GMT', 300],
    [503, 'Wed, 24 Mar 2027 06:00:00 GMT', 1],
    [429, 'soon', undefined],
    [429, '-5', undefined],
    [500, '17', undefined],
    [302, '17', undefined],
  ])('comes back after %d with Retry-After %s in %s seconds', (status, retryAfter, seconds) => {
    const { kind, ...others } = outcomeOf(status, retryAfter);
    expect(kind).toBe('later');
    expect('retryAfterSeconds' in others ? others.retryAfterSeconds : undefined).toBe(seconds);
  });
});

describe('classifyFailure', () => {
  const failure = Object.assign(new Error('connect ECONNREFUSED 203.0.113.7:443'), { code: 'ECONNREFUSED' });

  it('is for later before the body began, and in doubt from then on', () => {
    expect(classifyFailure(failure, { bodyBegun: false })).toMatchObject({ kind: 'later' });
    expect(classifyFailure(failure, { bodyBegun: true })).toMatchObject({ kind: 'unknown' });
  });

  it('names what the system calls it, and no address', () => {
    const { reason } = classifyFailure(failure, { bodyBegun: false }) as { reason: string };
    expect(reason).toBe('no connection to the endpoint (ECONNREFUSED)');
  });
});
