import { describe, expect, it } from '@jest/globals';
import { seenFrom, verificationFrom } from './verification.js';

const good = {
  ...{ valid: true, code: 'VALID', cid: 'ak90b1c2d3e4f56a78', kind: 'apiKey', workspaceId: 'ws0a1b2c3d4e5f6071', name: 'ci' },
  ...{ roles: [], permissions: [] },
};

describe('an answer', () => {
  it('is taken as it is when it makes sense', () => {
    for (const answer of [good, { valid: false, code: 'MALFORMED' }]) expect(verificationFrom(answer)).toEqual(answer);
  });

  it.each([
    { ...good, code: 'EXPIRED' },
    { ...good, valid: false },
    { ...good, valid: 'true' },
    { ...good, workspaceId: undefined },
    { ...good, cid: undefined },
    { ...good, permissions: undefined },
    { valid: false, code: 'FINE' },
    {},
    null,
  ])('is none when it contradicts itself or says too little: %j', (answer) => {
    expect(() => verificationFrom(answer)).toThrow();
  });
});

describe('a service of one workspace', () => {
  it('sees nothing of the keys of another, good or ended', () => {
    const ended = { ...good, valid: false, code: 'REVOKED', roles: undefined, permissions: undefined };
    for (const answer of [good, ended, { ...ended, workspaceId: undefined }])
      expect(seenFrom(verificationFrom(answer), 'ws0000000000000000')).toEqual({ valid: false, code: 'NOT_FOUND' });
  });

  it('sees its own, and what is nobody’s, as they are', () => {
    for (const answer of [good, { valid: false, code: 'MALFORMED' }])
      expect(seenFrom(verificationFrom(answer), good.workspaceId)).toEqual(answer);
  });
});
