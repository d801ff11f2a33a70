import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setup, type Setup } from './sandbox-client.js';

describe('the SMTP server', () => {
  let { send, messages, close } = {} as Setup;
  beforeEach(
    async () => ({ send, messages, close } = await setup({ clock: { now: () => new Date('2027-03-31T09:00:00.123Z') } })),
  );
  afterEach(() => close());

  test('keeps what a reader and a program want to know of an email', async () => {
    await send({
      html: '<p>A <b>text</b></p>',
      messageId: '<dl1@curfew.localhost>',
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      channel: 'email',
      receivedAt: '2027-03-31T09:00:00.123Z',
      to: 'ada@curfew.localhost',
      subject: 'A subject',
      text: 'A text',
      html: '<p>A <b>text</b></p>',
      headers: { 'message-id': '<dl1@curfew.localhost>', 'auto-submitted': 'auto-generated' },
      blocks: null,
    });
    expect(message?.raw).toContain('Message-ID: <dl1@curfew.localhost>\r\n');
  });

  test('decodes what the wire encodes', async () => {
    await send({ subject: 'Schlüssel “ci” läuft ab ⏰', text: `${'Ä'.repeat(200)}\n.\n..` });
    const [message] = await messages('contains=schlüssel');
    expect(message?.subject).toBe('Schlüssel “ci” läuft ab ⏰');
    expect(message?.text).toBe(`${'Ä'.repeat(200)}\n.\n..`);
  });

  test('names the recipients of the envelope, not of the header', async () => {
    await send({ envelope: { from: 'curfew@curfew.localhost', to: ['bob@curfew.localhost', 'eve@curfew.localhost'] } });
    expect((await messages())[0]?.to).toBe('bob@curfew.localhost, eve@curfew.localhost');
  });

  test('refuses an email over 10 MB and keeps nothing of it', async () => {
    await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toMatchObject({ responseCode: 552 });
    expect(await messages()).toEqual([]);
  });

  test('takes messages side by side without mixing them', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `number ${index} of twenty`);
    await Promise.all(names.map((subject) => send({ subject })));
    expect((await messages()).map(({ subject }) => subject).sort()).toEqual([...names].sort());
  });
});

test('takes any login', async () => {
  const { send, messages, close } = await setup({ auth: { user: 'anyone', pass: 'anything' } });
  await send();
  expect(await messages('channel=email')).toHaveLength(1);
  await close();
});
