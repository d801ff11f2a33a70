import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { aMessage, goAhead } from '../../../test/channel-conformance.setup.js';
import { ScriptedSmtp, type SmtpScript } from '../../../test/scripted-smtp.setup.js';
import { EmailChannel } from './email-channel.js';
import { mailServerFrom, type MailServer, type Patience } from './mail-server.js';

const IMPATIENT: Patience = { connectMs: 300, silenceMs: 300, wholeMs: 10_000 };
const opened: ScriptedSmtp[] = [];

async function setup(script: SmtpScript = {}, change: (server: MailServer) => MailServer = (server) => server) {
  const smtp = await ScriptedSmtp.start(script);
  opened.push(smtp);
  const SMTP_URL = `smtp://curfew:open-sesame@127.0.0.1:${smtp.port}`;
  const server = mailServerFrom({ SMTP_URL, SMTP_PASSWORD: undefined, MAIL_FROM: 'Curfew <curfew@curfew.test>' });
  const channel = new EmailChannel(change(server));
  return { smtp, channel, send: (bodyBegins = goAhead) => channel.send(aMessage('ada@example.test'), bodyBegins) };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((smtp) => smtp.close()));
});

describe('the moment the body begins', () => {
  it('comes after the answer to DATA and before the first byte of the body', async () => {
    const { smtp, send } = await setup();
    await send(() => {
      expect(smtp.commands).toMatch(/DATA\r\n$/);
      expect(smtp.body).toBe('');
      return Promise.resolve();
    });
    expect(smtp.body).toContain('Auto-Submitted: auto-generated');
  });

  it('is refused without a byte, and without a dot that would end an empty mail', async () => {
    const { smtp, send } = await setup();
    expect(await send(() => Promise.reject(new Error('no longer ours')))).toEqual({ kind: 'later', reason: 'no longer ours' });
    await smtp.left;
    expect(smtp.commands).toMatch(/DATA\r\n$/);
    expect(smtp.body).toBe('');
  });

  it('never comes if the recipient is refused', async () => {
    const { send } = await setup({ RCPT: '550 5.1.1 no such user' });
    let begun = false;
    await send(() => {
      begun = true;
      return Promise.resolve();
    });
    expect(begun).toBe(false);
  });
});

describe('what the server says, and when', () => {
  it.each([
    ['greeting', '421 4.3.2 not now', 'later'],
    ['greeting', '554 5.7.1 we do not know you', 'misconfigured'],
    ['AUTH', '454 4.7.0 temporary failure', 'later'],
    ['AUTH', '535 5.7.8 wrong password', 'misconfigured'],
    ['MAIL', '451 4.7.1 greylisted', 'later'],
    ['MAIL', '530 5.7.0 log in first', 'misconfigured'],
    ['MAIL', '550 5.7.1 sender refused', 'misconfigured'],
    ['RCPT', '450 4.2.1 mailbox busy', 'later'],
    ['RCPT', '550 5.1.1 no such user', 'refused'],
    ['RCPT', '554 5.7.1 relay access denied', 'refused'],
    ['DATA', '554 5.5.1 no valid recipients', 'refused'],
    ['dot', '451 4.3.0 try again', 'later'],
    ['dot', '421 4.3.2 closing', 'later'],
    ['dot', '552 5.3.4 too big', 'refused'],
    ['dot', '554 5.7.1 looks like spam', 'refused'],
  ] as const)('at %s: %s is %s', async (step, reply, kind) => {
    const { send } = await setup({ [step]: reply });
    const outcome = await send();
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).toContain(reply.slice(4));
  });

  it.each([
    ['greeting', 'later'],
    ['MAIL', 'later'],
    ['DATA', 'later'],
    ['dot', 'unknown'],
  ] as const)('silence and a reset at %s are %s, and the connection is given up', async (step, kind) => {
    for (const reply of ['hang', 'drop']) {
      const { smtp, send } = await setup({ [step]: reply }, (server) => ({ ...server, patience: IMPATIENT }));
      expect((await send()).kind).toBe(kind);
      await smtp.left;
    }
  });

  it('does not believe half an answer to the dot', async () => {
    const { send } = await setup({ dot: '250-2.0.0 queued' }, (server) => ({ ...server, patience: IMPATIENT }));
    expect((await send()).kind).toBe('unknown');
  });
});

describe('the whole of it', () => {
  it('ends in time even while the caller is still writing down that the body begins', async () => {
    const { smtp, send } = await setup({}, (server) => ({ ...server, patience: { ...server.patience, wholeMs: 300 } }));
    let goOn: () => void = () => undefined;
    const outcome = await send(() => new Promise((resolve) => (goOn = resolve)));
    expect(outcome).toEqual({ kind: 'later', reason: 'Not done within 300 ms.' });
    goOn();
    await smtp.left;
    expect(smtp.body).toBe('');
  });

  it('is broken off when the channel closes', async () => {
    const { smtp, channel, send } = await setup({ dot: 'hang' });
    const sending = send();
    await until(() => smtp.body.endsWith('\r\n.\r\n'), { what: 'the whole mail is with the server' });
    await channel.close();
    expect(await sending).toMatchObject({ kind: 'unknown', reason: 'Curfew is shutting down.' });
  });
});

describe('what must not get out', () => {
  it('is no second recipient, hidden in the first', async () => {
    const { smtp, channel } = await setup();
    const message = aMessage('a@example.test>\r\nRCPT TO:<b@example.test');
    expect((await channel.send(message, goAhead)).kind).toBe('refused');
    await smtp.left;
    expect(smtp.commands).not.toContain('RCPT');
  });

  it('is no password, though the server repeats it, and no address', async () => {
    const echoed = Buffer.from('\0curfew\0open-sesame').toString('base64');
    const { send } = await setup({ AUTH: `501 5.5.2 ada@example.test may not say AUTH PLAIN ${echoed} nor open-sesame` });
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'misconfigured' });
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${echoed}|open-sesame|ada@`));
  });

  it('is no password without TLS, where TLS is required and the server does not offer it', async () => {
    const { smtp, send } = await setup({}, (server) => ({ ...server, connection: { ...server.connection, requireTLS: true } }));
    expect((await send()).kind).toBe('misconfigured');
    await smtp.left;
    expect(smtp.commands).not.toContain('AUTH');
  });

  it('is nothing at all to a server that does not speak TLS, where the URL says smtps', async () => {
    const { smtp, send } = await setup({}, (server) => ({ ...server, connection: { ...server.connection, secure: true } }));
    expect((await send()).kind).toBe('misconfigured');
    await smtp.left;
    expect(smtp.commands).not.toContain('EHLO');
  });
});
