import { describe, expect, it } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { SlackPeople } from './slack-people.js';

const ada = { id: 'U0ADA', team_id: 'T0OURS', is_email_confirmed: true, profile: { email: 'ada@example.com' } };

/** Slack as it would tell of one person. */
function peopleOf(user: object): SlackPeople {
  const client = {
    users: { info: () => Promise.resolve({ ok: true, user }) },
    auth: { test: () => Promise.resolve({ ok: true, team_id: 'T0OURS' }) },
  };
  return new SlackPeople(client as unknown as WebClient);
}

describe('the address of somebody in Slack', () => {
  it('is that of a member of our team, or of the organisation that it belongs to', async () => {
    expect(await peopleOf(ada).emailOf('U0ADA')).toBe('ada@example.com');
    const member = { ...ada, team_id: 'T0OTHER', enterprise_user: { teams: ['T0OTHER', 'T0OURS'] } };
    expect(await peopleOf(member).emailOf('U0ADA')).toBe('ada@example.com');
  });

  it.each([
    ['somebody of another team, whose admins chose it', { team_id: 'T0EVIL' }],
    ['a stranger', { is_stranger: true }],
    ['somebody who has left', { deleted: true }],
    ['a bot', { is_bot: true }],
    ['somebody who has not confirmed it', { is_email_confirmed: false }],
    ['somebody whose address the app may not see', { profile: {} }],
  ])('is none of %s', async (_, change) => {
    expect(await peopleOf({ ...ada, ...change }).emailOf('U0ADA')).toBeUndefined();
  });
});
