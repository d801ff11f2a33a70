import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { aNotice, aSubject, hostileText } from '../../../test/notices.setup.js';
import { renderHtml, renderText } from '../../notices/index.js';
import { composeEmail } from './compose-email.js';

const sender = { name: 'Curfew', address: 'curfew@curfew.test' };

async function composed(name: string) {
  const notice = aNotice(aSubject({ name, description: name, owner: { id: 'us1', email: name, name } }));
  const source = await composeEmail({ id: 'dl0123456789abcdef', recipient: 'ada@example.test', notice }, sender);
  return { notice, source, mail: await simpleParser(source, { skipTextToHtml: true, skipTextLinks: true }) };
}

describe('composeEmail', () => {
  it('is an automatic mail from the sender to one recipient, named by the message', async () => {
    const { mail } = await composed('ci-deploy');
    expect(mail).toMatchObject({ from: { text: '"Curfew" <curfew@curfew.test>' }, to: { text: 'ada@example.test' } });
    expect(mail.messageId).toBe('<dl0123456789abcdef@curfew.test>');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.subject).toBe("API key 'ci-deploy' expires on 31 Mar 2027 (in 7 days)");
  });

  it('says the same in plain text and in HTML', async () => {
    const { mail, notice } = await composed('ci-deploy');
    expect(mail.text).toBe(renderText(notice));
    expect(mail.html).toBe(renderHtml(notice));
  });

  it('arrives as it was written, with the same headers, whatever the key is called', async () => {
    const { mail: plain } = await composed('plain');
    const expected = [...plain.headers.keys()];
    await fc.assert(
      fc.asyncProperty(hostileText, async (name) => {
        const { mail, notice } = await composed(`k${name}`);
        expect([...mail.headers.keys()]).toEqual(expected);
        expect(mail.subject).toBe(notice.headline);
        expect(mail.text).toBe(renderText(notice));
        expect(mail.html).toBe(renderHtml(notice));
      }),
    );
  });

  it('has no encoded word in a name decoded into what it hides', async () => {
    const { mail, notice } = await composed('k=?utf-8?q?=0D=0ABcc:_eve@evil.test?=');
    expect(mail.subject).toBe(notice.headline);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.bcc).toBeUndefined();
  });

  it('keeps every line of the source within what SMTP carries, in ASCII', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (name) => {
        const { source } = await composed(name);
        const lines = source.toString('latin1').split('\r\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        expect(source.every((byte) => byte < 128)).toBe(true);
      }),
    );
  });
});
