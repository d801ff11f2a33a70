import { describe, expect, it } from '@jest/globals';
import { aNotice, aSecret, aSubject, aToken, endOf } from '../../test/notices.setup.js';

const expired = (name: string) => aSubject({ name, expired: true, expiration: endOf('2027-03-20') });
const tomorrow = (name: string) => aSubject({ name, expiration: endOf('2027-03-25') });
const inAWeek = (name: string) => aSubject({ name, expiration: endOf('2027-03-31') });

describe('the headline', () => {
  it('says what and when of one credential', () => {
    expect(aNotice(inAWeek('ci-deploy')).headline).toBe("API key 'ci-deploy' expires on 31 Mar 2027 (in 7 days)");
    expect(aNotice(expired('ci-deploy')).headline).toBe("API key 'ci-deploy' has expired (20 Mar 2027)");
  });

  it('says one date once for many', () => {
    expect(aNotice(inAWeek('a'), inAWeek('b')).headline).toBe('2 API keys expire on 31 Mar 2027 (in 7 days)');
  });

  it('says the last date and how near the first is', () => {
    expect(aNotice(inAWeek('a'), tomorrow('b'), inAWeek('c')).headline).toBe(
      '3 API keys expire by 31 Mar 2027, the first tomorrow',
    );
  });

  it('begins with what has expired', () => {
    expect(aNotice(inAWeek('a'), tomorrow('b'), expired('c')).headline).toBe(
      '1 API key has expired, 2 more expire by 31 Mar 2027, the first tomorrow',
    );
    expect(aNotice(expired('a'), expired('b'), inAWeek('c')).headline).toBe(
      '2 API keys have expired, 1 more expires on 31 Mar 2027 (in 7 days)',
    );
    expect(aNotice(expired('a'), expired('b')).headline).toBe('2 API keys have expired');
  });

  it('names each kind', () => {
    expect(aNotice(aToken({ name: 'laptop' })).headline).toBe(
      "Personal access token 'laptop' expires on 31 Mar 2027 (in 7 days)",
    );
    expect(aNotice(aSecret({ name: 'Billing' })).headline).toBe("Secret 'Billing' expires on 31 Mar 2027 (in 7 days)");
    expect(aNotice(aSecret(), aSecret()).headline).toBe('2 secrets expire on 31 Mar 2027 (in 7 days)');
  });

  it('counts each kind of many', () => {
    const keys = [inAWeek('a'), inAWeek('b'), inAWeek('c')];
    expect(aNotice(aSecret(), ...keys).headline).toBe('3 API keys and 1 secret expire on 31 Mar 2027 (in 7 days)');
    expect(aNotice(...keys, aToken(), aSecret(), aToken()).headline).toBe(
      '3 API keys, 2 personal access tokens and 1 secret expire on 31 Mar 2027 (in 7 days)',
    );
    const past = aSecret({ expired: true, expiration: endOf('2027-03-20') });
    expect(aNotice(expired('d'), past, ...keys).headline).toBe(
      '1 API key and 1 secret have expired, 3 more expire on 31 Mar 2027 (in 7 days)',
    );
  });

  it('counts credentials that have no row of their own', () => {
    const many = Array.from({ length: 500 }, (_, index) => inAWeek(`import-${index}`));
    expect(aNotice(...many).headline).toBe('500 API keys expire on 31 Mar 2027 (in 7 days)');
  });

  it('shortens a long name, never the date', () => {
    const { headline } = aNotice(inAWeek('n'.repeat(255)));
    expect(headline).toMatch(/^API key 'n+…' expires on 31 Mar 2027 \(in 7 days\)$/);
    expect(headline.length).toBeLessThanOrEqual(150);
  });
});
