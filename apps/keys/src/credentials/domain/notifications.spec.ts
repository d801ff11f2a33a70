import { describe, expect, it } from '@jest/globals';
import { eachOnce, sameNotifications, type Notifications } from './notifications.js';

const both: Notifications = { emails: ['a@example.com', 'b@example.com'], slackChannel: '#ops' };

describe('the same recipients', () => {
  it('are the same in another order, and as none are none', () => {
    expect(sameNotifications(both, { ...both, emails: ['b@example.com', 'a@example.com'] })).toBe(true);
    expect(sameNotifications(null, null)).toBe(true);
  });

  it.each([
    ['nobody', null],
    ['another channel', { ...both, slackChannel: '#dev' }],
    ['no channel', { ...both, slackChannel: null }],
    ['one address less', { ...both, emails: ['a@example.com'] }],
    ['another spelling', { ...both, emails: ['A@example.com', 'b@example.com'] }],
  ])('are not %s', (_, other) => {
    expect(sameNotifications(both, other)).toBe(false);
    expect(sameNotifications(other, both)).toBe(false);
  });
});

it('an address stays once, as it was first spelled', () => {
  expect(eachOnce(['Ada@example.com', 'b@example.com', 'ada@EXAMPLE.com'])).toEqual(['Ada@example.com', 'b@example.com']);
});
