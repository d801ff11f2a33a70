import { describe, expect, it } from '@jest/globals';
import type { CredentialSnapshot } from '#libs/contracts';
import { aNotice, aSubject } from '../../test/notices.setup.js';
import { renderHtml, renderSlack, renderText } from './index.js';
import { responseInWords } from './response-words.js';

const acknowledged = {
  kind: 'ACKNOWLEDGED' as const,
  by: { id: 'us0000000000000002', email: 'ann@example.com', name: 'Ann' },
  at: '2027-03-23T23:30:00.000Z',
  until: null,
  reason: 'renewing with vendor',
  expiresAt: '2027-03-31T22:00:00.000Z',
  leadDays: 7,
};

type Response = NonNullable<CredentialSnapshot['response']>;

const wordsOf = (response: Response) => responseInWords(aSubject({ response }).credential);

describe('a response in words', () => {
  it('says who, and on which day of the credential’s zone; the reason stands last, if there is one', () => {
    expect(wordsOf(acknowledged)).toBe('Acknowledged by Ann (ann@example.com) on 24 Mar 2027: renewing with vendor');
    expect(wordsOf({ ...acknowledged, reason: null })).toBe('Acknowledged by Ann (ann@example.com) on 24 Mar 2027');
  });

  it('says until when it was snoozed', () => {
    expect(wordsOf({ ...acknowledged, kind: 'SNOOZED', until: '2027-03-26T08:30:00.000Z' })).toBe(
      'Snoozed by Ann (ann@example.com) until 26 Mar 2027, 09:30 (Europe/Berlin): renewing with vendor',
    );
  });

  it('is none where nobody responded', () => {
    expect(responseInWords(aSubject().credential)).toBeUndefined();
  });

  it('keeps what people wrote on its line', () => {
    const by = { id: 'us1', email: 'a@b.test', name: 'Ann\r\nBcc: x' };
    expect(wordsOf({ ...acknowledged, by, reason: '\u202e<b>\n' })).toBe(
      'Acknowledged by Ann Bcc: x (a@b.test) on 24 Mar 2027: \uFFFD<b>',
    );
  });

  it('stands in every rendering of one credential and of several, escaped as names are', () => {
    const subject = aSubject({ response: { ...acknowledged, reason: '<!channel> & <b>' } });
    for (const notice of [aNotice(subject), aNotice(subject, aSubject())]) {
      expect(renderText(notice)).toContain('Acknowledged by Ann (ann@example.com) on 24 Mar 2027: <!channel> & <b>');
      expect(renderHtml(notice)).toContain('on 24 Mar 2027: &lt;!channel&gt; &amp; &lt;b&gt;');
      expect(JSON.stringify(renderSlack(notice).blocks)).toContain('on 24 Mar 2027: &lt;!channel&gt; &amp; &lt;b&gt;');
    }
  });
});
