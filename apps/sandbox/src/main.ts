import { pino } from 'pino';
import { readEnv } from './env.js';
import { startSandbox } from './sandbox.js';

const log = pino({ base: { service: 'sandbox' } });
const { HOST: host, SANDBOX_PORT: inboxPort, SMTP_PORT: smtpPort, SLACK_PORT: slackPort, ...env } = readEnv();
const { SLACK_INTERACTIONS_URL: url, SLACK_SIGNING_SECRET: signingSecret } = env;

try {
  const sandbox = await startSandbox({
    host,
    inboxPort,
    smtpPort,
    slackPort,
    interactivity: url !== undefined && signingSecret !== undefined ? { url, signingSecret } : undefined,
    onMessage: ({ id, channel, raw }) => log.info({ messageId: id, channel, characters: raw.length }, 'accepted a message'),
  });
  const { inboxUrl, smtpUrl, slackUrl } = sandbox;
  log.info({ inboxUrl, smtpUrl, slackUrl }, 'listening');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
} catch (error) {
  log.fatal({ reason: error instanceof Error ? error.message : String(error) }, 'could not start');
  process.exitCode = 1;
}
