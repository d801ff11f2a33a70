import { describe, expect, it } from '@jest/globals';
import { aNotice, aSubject, endOf, NOON } from '../../test/notices.setup.js';
import { composeNotice } from './compose-notice.js';

describe('composeNotice', () => {
  it('tells of each credential all a reader needs', () => {
    const subject = aSubject({ name: 'ci-deploy', cid: 'ak0123456789abcdef', description: 'Deploys the shop' });
    expect(aNotice(subject).rows).toEqual([
      {
        kind: 'API key',
        name: 'ci-deploy',
        last4: 'x7Qd',
        description: 'Deploys the shop',
        owner: 'Ada (ada@curfew.localhost)',
        roles: 'User',
        expired: false,
        distance: 'in 7 days',
        day: '31 Mar 2027',
        end: 'until the end of 31 Mar 2027 (Europe/Berlin)',
        expiresAt: '2027-03-31T22:00:00Z',
        url: 'https://curfew.test/keys/ak0123456789abcdef',
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
    expect(notice.subjects).toHaveLength(23);
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
