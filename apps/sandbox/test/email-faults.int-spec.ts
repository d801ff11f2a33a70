import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setup, type Setup } from './sandbox-client.js';

describe('a fault of the SMTP server', () => {
  let { send, messages, setFaults, close } = {} as Setup;
  beforeEach(async () => ({ send, messages, setFaults, close } = await setup()));
  afterEach(() => close());

  test.each([
    { code: 421, at: undefined, command: undefined, text: '4.3.2 Service not available, closing transmission channel' },
    { code: 451, at: undefined, command: 'RCPT TO', text: '4.7.1 Greylisted, try again later' },
    { code: 550, at: undefined, command: 'RCPT TO', text: '5.1.1 No such user here' },
    { code: 535, at: undefined, command: 'MAIL FROM', text: '5.7.8 Authentication credentials invalid' },
    { code: 450, at: 'mail', command: 'MAIL FROM', text: '4.2.1 Mailbox temporarily unavailable' },
    { code: 554, at: 'dot', command: 'DATA', text: '5.7.1 Message refused' },
  ])('answers $code once, and the next email passes', async ({ code, at, command, text }) => {
    await setFaults({ email: { fault: 'reply', code, at, times: 1 } });
    const failure = await send().catch((error: unknown) => error);
    expect(failure).toMatchObject({ response: expect.stringContaining(`${code} ${text}`), ...(command && { command }) });
    expect(await messages()).toEqual([]);
    await send();
    expect(await messages()).toHaveLength(1);
  });

  test('answers with the words it is given, until it is cleared', async () => {
    await setFaults({ email: { fault: 'reply', code: 452, text: '4.2.2 Full to the brim' } });
    for (let attempt = 1; attempt <= 3; attempt++) await expect(send()).rejects.toThrow('452 4.2.2 Full to the brim');
    await setFaults({ email: null });
    await send();
    expect(await messages()).toHaveLength(1);
  });

  test.each(['greeting', 'data', 'dot'])('drops the connection at %s, having accepted nothing', async (at) => {
    await setFaults({ email: { fault: 'dropBefore', at, times: 1 } });
    await expect(send()).rejects.toThrow(/closed|ECONNRESET/);
    expect(await messages()).toEqual([]);
  });

  test('drops the connection instead of saying that it accepted the message', async () => {
    await setFaults({ email: { fault: 'dropAfterAcceptance', times: 1 } });
    await expect(send()).rejects.toMatchObject({ code: 'ECONNECTION' });
    expect(await messages()).toHaveLength(1);
  });

  test('happens in the order of the list', async () => {
    await setFaults({
      email: [
        { fault: 'reply', code: 421, times: 1 },
        { fault: 'reply', code: 550, times: 2 },
      ],
    });
    await expect(send()).rejects.toThrow('421');
    await expect(send()).rejects.toThrow('550');
    await expect(send()).rejects.toThrow('550');
    await send();
  });

  test('does not keep the sandbox from closing while it hangs', async () => {
    await setFaults({ email: { fault: 'hang', at: 'greeting' } });
    const sent = send().catch(() => 'failed');
    await close();
    expect(await sent).toBe('failed');
  });
});

test('535 is the answer to a login, where there is one', async () => {
  const { send, setFaults, close } = await setup({ auth: { user: 'anyone', pass: 'anything' } });
  await setFaults({ email: { fault: 'reply', code: 535, times: 1 } });
  await expect(send()).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  await send();
  await close();
});

test.each([
  { at: 'greeting', kept: 0 },
  { at: 'data', kept: 0 },
  { at: 'dot', kept: 1 },
])('a hang at $at keeps $kept message', async ({ at, kept }) => {
  const { send, messages, setFaults, close } = await setup({ patience: 1000 });
  await setFaults({ email: { fault: 'hang', at, times: 1 } });
  await expect(send()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(await messages()).toHaveLength(kept);
  await close();
});
