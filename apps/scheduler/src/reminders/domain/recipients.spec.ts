import { describe, expect, it } from '@jest/globals';
import { recipientsOf } from './recipients.js';

const ownedBy = (email: string) => ({ owner: { email } });

describe('recipientsOf', () => {
  it('tells the owner, and whom the workspace named', () => {
    expect(recipientsOf(ownedBy('ada@example.com'), { emails: ['ops@example.com'], slackChannels: ['#keys'] })).toEqual([
      { channel: 'EMAIL', recipient: 'ada@example.com' },
      { channel: 'EMAIL', recipient: 'ops@example.com' },
      { channel: 'SLACK', recipient: '#keys' },
    ]);
  });

  it('tells an address once, however often and in whatever case it is named', () => {
    const audience = { emails: ['ADA@example.com', 'ada@Example.com'], slackChannels: ['#keys', '#keys'] };
    expect(recipientsOf(ownedBy('Ada@example.com'), audience)).toHaveLength(2);
  });
});
