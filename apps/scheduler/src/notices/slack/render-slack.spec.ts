import { describe, expect, it } from '@jest/globals';
import { aNotice, aSecret, aSubject, aToken, endOf } from '../../../test/notices.setup.js';
import type { NoticeSubject } from '../notice.js';
import { renderSlack } from './render-slack.js';

describe('renderSlack', () => {
  it('writes about one key: what and when, the facts, what stops working, a button, why', () => {
    const subject = aSubject({ name: 'ci-deploy', cid: 'ak0123456789abcdef' });
    const { text, blocks } = renderSlack(aNotice(subject));
    expect(text).toBe("API key 'ci-deploy' expires on 31 Mar 2027 (in 7 days)");
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'actions', 'context']);
    expect(blocks[1]).toMatchObject({
      text: {
        type: 'plain_text',
        text: [
          'ci-deploy (API key ending in x7Qd)',
          'Expires in 7 days: valid until the end of 31 Mar 2027 (Europe/Berlin), 2027-03-31T22:00:00Z',
          'Owner: Ada (ada@curfew.localhost)',
          'Roles: User',
        ].join('\n'),
      },
    });
    expect(blocks[3]).toMatchObject({ elements: [{ type: 'button', url: 'https://curfew.test/keys/ak0123456789abcdef' }] });
  });

  it('has buttons that respond to the reminder of one key where somebody listens, and only while there is something to say', () => {
    const subject = aSubject({ cid: 'ak0123456789abcdef' });
    const buttonsOf = (...subjects: readonly NoticeSubject[]) =>
      renderSlack(aNotice(...subjects), { takesClicks: true }).blocks.flatMap((block) =>
        block.type === 'actions' ? block.elements : [],
      );
    const value = 'ws0000000000000001 ak0123456789abcdef';
    expect(buttonsOf(subject)).toMatchObject([
      { action_id: 'open-1', url: 'https://curfew.test/keys/ak0123456789abcdef' },
      { action_id: 'snooze-1', value },
      { action_id: 'acknowledge-1', value },
    ]);
    expect(buttonsOf(subject, aSubject()).map((one) => one.action_id)).toEqual(['open-all']);
    expect(buttonsOf({ ...subject, expired: true }).map((one) => one.action_id)).toEqual(['open-1']);
    expect(JSON.stringify(renderSlack(aNotice(subject)).blocks)).not.toMatch(/snooze|acknowledge/);
  });

  it('gives each of several keys a section with a button of its own', () => {
    const past = aSubject({ name: 'past', expired: true, expiration: endOf('2027-03-20') });
    const { blocks } = renderSlack(aNotice(aSubject({ name: 'coming' }), past));
    const rows = blocks.filter((block) => block.type === 'section' && block.accessory);
    expect(rows.map((block) => block.type === 'section' && block.accessory?.text.text)).toEqual(['Open', 'Rotate']);
    const ids = rows.map((block) => block.type === 'section' && block.accessory?.action_id);
    expect(new Set(ids).size).toBe(2);
  });

  it('writes about a token and about a secret what there is to say of them', () => {
    const [, token] = renderSlack(aNotice(aToken({ name: 'laptop' }))).blocks;
    expect(token).toMatchObject({ text: { text: expect.stringMatching(/^laptop \(Personal access token ending in x7Qd\)\n/) } });
    expect(JSON.stringify(token)).not.toContain('Roles');
    const { blocks } = renderSlack(aNotice(aSecret({ name: 'Billing' })));
    expect(blocks[1]).toMatchObject({
      text: { text: expect.stringMatching(/^Billing \(Secret\)\nReferred to as: \{\{ secrets\.billing_db }}\n/) },
    });
    expect(JSON.stringify(blocks)).not.toMatch(/ending in|Roles/);
    expect(blocks[3]).toMatchObject({ elements: [{ text: { text: 'Update the secret' } }] });
  });

  it('shows twenty rows of 500 with names of usual length', () => {
    const many = Array.from({ length: 500 }, (_, index) => aSubject({ name: `imported-service-account-${index}` }));
    const { blocks } = renderSlack(aNotice(...many));
    expect(blocks.filter((block) => block.type === 'section' && block.accessory)).toHaveLength(20);
    expect(JSON.stringify(blocks)).toContain('And 480 more.');
  });

  it('shows a name as it is written, entities too', () => {
    const { text } = renderSlack(aNotice(aSubject({ name: '<!channel> &lt;' })));
    expect(text).toContain("'&lt;!channel&gt; &amp;lt;'");
  });
});
