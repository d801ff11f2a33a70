import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostileText } from '../../test/notices.setup.js';
import { composeInvitation } from './index.js';

const URL = `https://curfew.test/invitations/cfwi_9f5082b1d374e6ca${'0'.repeat(64)}`;

const invitation = (chosen: string) =>
  composeInvitation({
    ...{ name: chosen, invitedBy: chosen, workspaceName: chosen, url: URL },
    expiresAt: new Date('2027-03-31T22:05:00Z'),
  });

const tagsOf = (markup: string) => markup.match(/<[^>]*>/g);

describe('an invitation', () => {
  it('says who invites to what, how to accept, and until when, in text and in HTML', () => {
    const parts = { name: 'Ada', invitedBy: 'grace@example.test', workspaceName: 'Web shop', url: URL };
    const { subject, text, html } = composeInvitation({ ...parts, expiresAt: new Date('2027-03-31T22:05:00Z') });
    expect(subject).toBe('You are invited to Web shop on Curfew');
    for (const part of ['grace@example.test', 'Web shop', 'Ada', URL, 'until 31 Mar 2027, 22:05 UTC']) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
  });

  it('has the same tags and attributes whatever people and workspaces are called', () => {
    fc.assert(
      fc.property(hostileText, (chosen) => {
        expect(tagsOf(invitation(chosen).html)).toEqual(tagsOf(invitation('plain').html));
      }),
    );
  });

  it('has a subject of one line, and as many lines of text, whatever people and workspaces are called', () => {
    fc.assert(
      fc.property(hostileText, (chosen) => {
        const { subject, text } = invitation(chosen);
        expect(subject + text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(text.split('\n')).toHaveLength(invitation('plain').text.split('\n').length);
      }),
    );
  });

  it('links to nothing but the invitation', () => {
    fc.assert(
      fc.property(hostileText, (chosen) => {
        expect(invitation(chosen).html.match(/ (href|src)="[^"]*"/g)).toEqual([` href="${URL}"`]);
      }),
    );
  });
});
