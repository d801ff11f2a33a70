import { describe, expect, it } from '@jest/globals';
import { meaningOf } from './error-codes.js';

describe('meaningOf', () => {
  it.each(['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action', 'restricted_action_read_only_channel'])(
    '%s is final for the channel',
    (code) => expect(meaningOf(code)).toBe('refused'),
  );

  it.each(['msg_too_long', 'msg_blocks_too_long', 'no_text', 'invalid_blocks', 'metadata_too_large'])(
    '%s is final for the message',
    (code) => expect(meaningOf(code)).toBe('refused'),
  );

  it.each([
    'invalid_auth',
    'not_authed',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'missing_scope',
    'org_login_required',
  ])('%s is for us to put right', (code) => expect(meaningOf(code)).toBe('misconfigured'));

  it('takes the errors after which Slack itself does not know for lost answers', () => {
    expect(meaningOf('internal_error')).toBe('unknown');
    expect(meaningOf('fatal_error')).toBe('unknown');
  });

  it('tries again after what it does not know', () => {
    expect(meaningOf('service_unavailable')).toBe('later');
    expect(meaningOf('something_new')).toBe('later');
  });

  it.each(['{"ok":tru', '<!doctype html>', '', 'Please sign in.'])('does not take %j for a code', (text) => {
    expect(meaningOf(text)).toBe('unknown');
  });
});
