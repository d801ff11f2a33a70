import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { systemClock, type Clock } from '#libs/kernel';
import { Faults } from './faults/index.js';
import { inboxServer } from './inbox/index.js';
import { countingIds, MessageStore, type Message } from './messages/index.js';
import { Clicks, slackServer, Workspace, type Interactivity } from './slack/index.js';
import { SmtpSink } from './smtp/index.js';

/** Where to listen; a port of 0, the default, is chosen by the system. */
export interface SandboxOptions {
  readonly host?: string;
  readonly inboxPort?: number;
  readonly smtpPort?: number;
  readonly slackPort?: number;
  readonly clock?: Clock;
  /** Where clicks in its Slack are sent; nowhere unless given. */
  readonly interactivity?: Interactivity | undefined;
  /** Called with each message at the moment it is accepted, and again when it is edited. */
  readonly onMessage?: (message: Message) => void;
}

/** A running sandbox. */
export interface Sandbox {
  readonly inboxUrl: string;
  /** For nodemailer, e.g. `smtp://127.0.0.1:1025`. */
  readonly smtpUrl: string;
  /** For the Slack SDK's `slackApiUrl`, e.g. `http://127.0.0.1:8026/api/`. */
  readonly slackUrl: string;
  /** Stops listening and drops every connection, hung ones too; the messages are forgotten. */
  close(): Promise<void>;
}

/** Starts the SMTP server, the Slack API and the inbox. If one of them can't listen, none is left behind and it rejects. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', inboxPort = 0, smtpPort = 0, slackPort = 0, clock = systemClock, onMessage } = options;
  const [messages, faults, nextId] = [new MessageStore(), new Faults(), countingIds()];
  if (onMessage) messages.listen((event) => event.kind === 'put' && onMessage(event.message));
  const urls = { smtp: '', slack: '' };
  const smtp = new SmtpSink({ messages, faults, clock, nextId });
  const workspace = new Workspace(messages, clock, nextId);
  const slack = slackServer(workspace, faults);
  const clicks = new Clicks(workspace, clock, options.interactivity);
  const isReady = () => urls.smtp !== '' && urls.slack !== '';
  const inbox = inboxServer({ messages, faults, clicks, addresses: () => urls, isReady });
  const close = async () => {
    await Promise.all([smtp.close(), slack.close(), inbox.close()]);
  };
  const started = await Promise.allSettled([
    smtp.listen(smtpPort, host).then((port) => (urls.smtp = `smtp://${inUrl(host)}:${port}`)),
    listen(slack, slackPort, host).then((port) => (urls.slack = `http://${inUrl(host)}:${port}/api/`)),
    listen(inbox, inboxPort, host).then((port) => `http://${inUrl(host)}:${port}`),
  ] as const);
  const [, , inboxUrl] = started;
  const failure = started.find((result) => result.status === 'rejected');
  if (failure || inboxUrl.status === 'rejected') {
    await close();
    throw failure?.reason;
  }
  return { inboxUrl: inboxUrl.value, smtpUrl: urls.smtp, slackUrl: urls.slack, close };
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<number> {
  await app.listen({ port, host });
  return (app.server.address() as AddressInfo).port;
}

/** The host as a client on this machine writes it: "every address" is no address to connect to. */
function inUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
