import { describe, expect, it } from '@jest/globals';
import { aNotice, aSecret, aSubject, aToken, endOf, NOON } from '../../test/notices.setup.js';
import { composeNotice } from './compose-notice.js';
import type { NoticeSubject } from './notice.js';

describe('composeNotice', () => {
  it('tells of each credential all a reader needs', () => {
    const subject = aSubject({ name: 'ci-deploy', cid: 'ak0123456789abcdef', description: 'Deploys the shop' });
    expect(aNotice(subject).rows).toEqual([
      {
        kind: 'API key',
        short: 'key',
        name: 'ci-deploy',
        last4: 'x7Qd',
        reference: undefined,
        description: 'Deploys the shop',
        owner: 'Ada (ada@curfew.localhost)',
        roles: 'User',
        expired: false,
        distance: 'in 7 days',
        day: '31 Mar 2027',
        end: 'until the end of 31 Mar 2027 (Europe/Berlin)',
        expiresAt: '2027-03-31T22:00:00Z',
        remedy: 'Rotate',
        url: 'https://curfew.test/keys/ak0123456789abcdef',
        response: undefined,
        about: 'ws0000000000000001 ak0123456789abcdef',
      },
    ]);
  });

  it('puts the soonest expiry first, and equal ones in the order of their names', () => {
    const later = aSubject({ name: 'key 1' });
    const soon = aSubject({ name: 'soon', expiration: endOf('2027-03-25') });
    const past = aSubject({ name: 'past', expired: true, expiration: endOf('2027-03-20') });
    const names = aNotice(aSubject({ name: 'key 10' }), aSubject({ name: 'key 2' }), later, soon, past).rows.map(
      ({ name }) => name,
    );
    expect(names).toEqual(['past', 'soon', 'key 1', 'key 2', 'key 10']);
  });

  it('shows the twenty most urgent and counts the rest', () => {
    const many = Array.from({ length: 23 }, (_, day) =>
      aSubject({ expiration: endOf(`2027-04-${String(30 - day).padStart(2, '0')}`) }),
    );
    const notice = aNotice(...many);
    expect(notice.rows).toHaveLength(20);
    expect(notice.rows[0]?.day).toBe('8 Apr 2027');
    expect(notice).toMatchObject({ more: 3, allUrl: 'https://curfew.test/keys' });
  });

  it('says Viewer for READ_ONLY, and the address alone where there is no name', () => {
    const subject = aSubject({
      roles: [
        { type: 'DEFAULT', role: 'READ_ONLY' },
        { type: 'DEFAULT', role: 'ADMIN' },
      ],
      owner: { id: 'us1', email: 'ops@curfew.test', name: '' },
    });
    expect(aNotice(subject).rows[0]).toMatchObject({ roles: 'Viewer, Admin', owner: 'ops@curfew.test' });
  });

  it.each([
    ['the database says so', true, '2027-03-31'],
    ['its end lies before now', false, '2027-03-23'],
  ])('says "has expired", never a negative number of days, where %s', (_case, expired, date) => {
    const notice = aNotice(aSubject({ expired, expiration: endOf(date) }));
    expect(notice.rows[0]).toMatchObject({ expired: true, distance: 'has expired' });
    expect(notice.headline).toContain('has expired (');
  });

  it('says what stops working: nothing yet, or now', () => {
    expect(aNotice(aSubject()).consequence).toMatch(/^After that, requests made with it are refused \(401 Unauthorized\)/);
    expect(aNotice(aSubject({ expired: true })).consequence).toMatch(/^Requests made with it are refused .+ Issue a new key/);
  });

  it('says of a token whose it is and no roles, and of a secret how it is referred to and no last characters', () => {
    expect(aNotice(aToken({ cid: 'pt0123456789abcdef' })).rows).toMatchObject([
      { kind: 'Personal access token', last4: 'x7Qd', roles: undefined, reference: undefined, remedy: 'Replace' },
    ]);
    const [secret] = aNotice(aSecret({ cid: 'se0123456789abcdef', tag: 'billing_db' })).rows;
    expect(secret).toMatchObject({ kind: 'Secret', last4: undefined, roles: undefined, reference: '{{ secrets.billing_db }}' });
    expect(secret?.url).toBe('https://curfew.test/secrets/se0123456789abcdef');
  });

  it('says what stops working in the words of each kind', () => {
    expect(aNotice(aToken()).consequence).toMatch(
      /^After that, its owner’s scripts .+ refused \(401 Unauthorized\)\. Issue a new token/,
    );
    expect(aNotice(aSecret()).consequence).toMatch(
      /^After that, configuration that refers to it is refused when it is rendered\./,
    );
    expect(aNotice(aSecret({ expired: true })).consequence).toMatch(
      /^Configuration that refers to it is refused when .+ Give the secret/,
    );
    const mixed = aNotice(aSubject(), aSubject(), aSecret({ expired: true })).consequence;
    expect(mixed).toMatch(
      /^Requests made with an expired key .+ Rotate the keys.+ Configuration .+ an expired secret .+ Give the secret/,
    );
    expect(mixed).not.toContain('token');
  });

  it('leads to the list of what it is about, and to all there is if that is of several kinds', () => {
    const listOf = (...subjects: readonly NoticeSubject[]) => {
      const { allUrl, allWords } = aNotice(...subjects);
      return `${allWords} ${allUrl}`;
    };
    expect(listOf(aSubject(), aSubject())).toBe('API keys https://curfew.test/keys');
    expect(listOf(aToken(), aToken())).toBe('personal access tokens https://curfew.test/tokens');
    expect(listOf(aSecret(), aSecret())).toBe('secrets https://curfew.test/secrets');
    expect(listOf(aSubject(), aSecret())).toBe('credentials https://curfew.test/inventory');
  });

  it('gives the reason it was told', () => {
    const parts = { subjects: [aSubject()], now: NOON, consoleUrl: 'https://curfew.test' };
    expect(composeNotice({ ...parts, reason: 'You own this key.' }).reason).toBe('You own this key.');
  });

  it('refuses to write about nothing', () => {
    const parts = { now: NOON, consoleUrl: 'https://curfew.test' };
    expect(() => composeNotice({ ...parts, subjects: [] })).toThrow('needs a credential');
    expect(() => composeNotice({ ...parts, subjects: [aSubject({ expiration: null })] })).toThrow('has no expiration');
  });
});
