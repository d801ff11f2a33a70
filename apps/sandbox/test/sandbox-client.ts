import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { createTransport, type Transporter } from 'nodemailer';
import type { SentMessageInfo } from 'nodemailer/lib/smtp-transport/index.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/index.js';
import type { Message } from '../src/messages/index.js';

/** A sandbox of a test's own, with the real clients pointed at it. */
export interface Setup {
  readonly sandbox: Sandbox;
  readonly slack: WebClient;
  readonly send: (mail?: Record<string, unknown>) => Promise<SentMessageInfo>;
  readonly messages: (query?: string) => Promise<Message[]>;
  readonly setFaults: (faults: unknown) => Promise<Response>;
  readonly close: () => Promise<void>;
}

/** How the mail client is set up, besides the address. */
export interface MailClientOptions {
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** Starts a sandbox on ports of the system's choice. The clients give up after a second, so that a hang is seen as one. */
export async function setup({ auth, ...options }: SandboxOptions & MailClientOptions = {}): Promise<Setup> {
  const sandbox = await startSandbox(options);
  const mailer = mailerFor(sandbox, auth);
  return {
    sandbox,
    slack: slackClient(sandbox),
    send: (mail = {}) => mailer.sendMail({ ...MAIL, ...mail }),
    messages: async (query = '') => {
      const response = await fetch(`${sandbox.inboxUrl}/api/messages?${query}`);
      return ((await response.json()) as { messages: Message[] }).messages;
    },
    setFaults: (faults) =>
      fetch(`${sandbox.inboxUrl}/api/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      }),
    close: async () => {
      mailer.close();
      await sandbox.close();
    },
  };
}

const MAIL = { from: 'curfew@curfew.localhost', to: 'ada@curfew.localhost', subject: 'A subject', text: 'A text' };

function mailerFor({ smtpUrl }: Sandbox, auth: MailClientOptions['auth']): Transporter<SentMessageInfo> {
  const { hostname: host, port } = new URL(smtpUrl);
  const timeouts = { greetingTimeout: 1000, socketTimeout: 1000, connectionTimeout: 1000 };
  return createTransport({ host, port: Number(port), ...timeouts, ...(auth && { auth }) });
}

function slackClient({ slackUrl }: Sandbox): WebClient {
  return new WebClient('xoxb-sandbox', {
    slackApiUrl: slackUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 1000,
    logger: QUIET,
  });
}

/** What the client would print about each refusal is what the tests expect of it. */
const QUIET: NonNullable<WebClientOptions['logger']> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
