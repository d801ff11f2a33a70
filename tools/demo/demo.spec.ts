import { describe, expect, it } from '@jest/globals';
import { Expectations } from './expectations.js';
import { type InboxMessage } from './inbox.js';
import { arrivalText, keyText } from './narration.js';

const dueAt = new Date('2026-11-24T10:00:12Z');
const deploy = { cid: 'ak1', name: 'ci-deploy-1', last4: 'ab12', dueAt };
const backup = { cid: 'ak2', name: 'backup-1', last4: 'cd34', dueAt };

function message(channel: 'email' | 'slack', text: string): InboxMessage {
  const subject = channel === 'email' ? '2 API keys expire' : null;
  return { id: 'm1', channel, receivedAt: '2026-11-24T10:00:12.300Z', to: '#api-keys', subject, text, raw: '' };
}

describe('Expectations', () => {
  it('are met once every key was spoken of by both channels', () => {
    const expectations = new Expectations([deploy, backup]);
    expect(expectations.note(message('email', 'ci-deploy-1 and backup-1'))).toEqual([deploy, backup]);
    expectations.note(message('slack', 'ci-deploy-1'));
    expect(expectations.areMet()).toBe(false);
    expectations.note(message('slack', 'backup-1'));
    expect(expectations.areMet()).toBe(true);
  });

  it('are not met by messages about other keys', () => {
    const expectations = new Expectations([deploy]);
    expect(expectations.note(message('email', 'something-else'))).toEqual([]);
    expect(expectations.areMet()).toBe(false);
  });
});

describe('the narration', () => {
  it('says when a key’s reminder is due', () => {
    expect(keyText(deploy)).toContain('ci-deploy-1            …ab12   reminder due at 10:00:12 UTC');
  });

  it('says what arrived, how long after due, and that keys share it', () => {
    expect(arrivalText(message('email', ''), [deploy, backup])).toBe(
      '  10:00:12 UTC email to #api-keys, 0.3 s after due: 2 API keys expire\n' +
        '           one message for the 2 keys that fell due together',
    );
    expect(arrivalText(message('slack', 'API key expires\nmore'), [deploy])).toBe(
      '  10:00:12 UTC Slack to #api-keys, 0.3 s after due: API key expires',
    );
  });
});
