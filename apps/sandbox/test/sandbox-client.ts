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

/** How the clients are set up, besides the address. */
export interface ClientOptions {
  /** How long they wait for each answer, in milliseconds: long, but where an answer is not to come. */
  readonly patience?: number;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** Starts a sandbox on ports of the system's choice. */
export async function setup({ auth, patience = 20_000, ...options }: SandboxOptions & ClientOptions = {}): Promise<Setup> {
  const sandbox = await startSandbox(options);
  const mailer = mailerFor(sandbox, { auth, patience });
  return {
    sandbox,
    slack: slackClient(sandbox, patience),
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

function mailerFor({ smtpUrl }: Sandbox, { auth, patience }: Partial<ClientOptions>): Transporter<SentMessageInfo> {
  const { hostname: host, port } = new URL(smtpUrl);
  const timeouts = { connectionTimeout: patience, socketTimeout: patience };
  return createTransport({ host, port: Number(port), ...timeouts, ...(auth && { auth }) });
}

function slackClient({ slackUrl }: Sandbox, patience: number): WebClient {
  return new WebClient('xoxb-sandbox', {
    slackApiUrl: slackUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: patience,
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
