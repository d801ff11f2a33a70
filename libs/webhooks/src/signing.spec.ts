import { describe, expect, it } from '@jest/globals';
import { signatureFits, signaturesOf, signingSecret } from './signing.js';

/** The example that the Standard Webhooks libraries are tested with. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  signed: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const { secret, signed, signature } = published;

describe('signaturesOf', () => {
  it('signs the published example as published', () => {
    expect(signaturesOf(signed, [secret])).toBe(signature);
  });

  it('signs with each secret, in one header', () => {
    const [one, other, ...more] = signaturesOf(signed, [secret, 'whsec_AAAA']).split(' ');
    expect([one, more]).toEqual([signature, []]);
    expect(other).toBe(signaturesOf(signed, ['whsec_AAAA']));
  });

  it.each([
    ['an id', { id: 'msg_other' }],
    ['a time', { timestamp: 1_614_265_331 }],
    ['a body', { body: '{"test": 2432232315}' }],
  ])('is another for %s that differs', (_what, change) => {
    expect(signaturesOf({ ...signed, ...change }, [secret])).not.toBe(signature);
  });
});

describe('signatureFits', () => {
  it('takes the right one, among others too', () => {
    expect(signatureFits({ ...signed, signature }, secret)).toBe(true);
    expect(signatureFits({ ...signed, signature: `v1a,AAAA v1,AAAA ${signature}` }, secret)).toBe(true);
  });

  it.each(['', 'v1,', signature.slice(3), signature.slice(0, -2), signature.replace('v1,', 'v2,'), signature.replace(',', ' ')])(
    'refuses %j',
    (wrong) => {
      expect(signatureFits({ ...signed, signature: wrong }, secret)).toBe(false);
    },
  );

  it('refuses what was signed with another secret', () => {
    expect(signatureFits({ ...signed, signature }, 'whsec_AAAA')).toBe(false);
  });
});

describe('signingSecret', () => {
  const key = Buffer.alloc(32, 1);
  const one = signingSecret(key, { endpointId: 'wh0000000000000001', version: 1 });

  it('is whsec_ and 32 bytes, the same whenever it is made', () => {
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(signingSecret(key, { endpointId: 'wh0000000000000001', version: 1 })).toBe(one);
  });

  it('is another for each endpoint, version and key', () => {
    const others = [
      signingSecret(key, { endpointId: 'wh0000000000000002', version: 1 }),
      signingSecret(key, { endpointId: 'wh0000000000000001', version: 2 }),
      signingSecret(key, { endpointId: 'wh0000000000000001', version: 11 }),
      signingSecret(Buffer.alloc(32, 2), { endpointId: 'wh0000000000000001', version: 1 }),
    ];
    expect(new Set([one, ...others]).size).toBe(5);
  });
});
