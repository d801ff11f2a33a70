import { isGiven, type Settings } from './settings.js';

/** What is used of somebody's own instead of the stack's private one. */
export interface RealServers {
  readonly postgres: boolean;
  readonly redis: boolean;
  readonly mail: boolean;
  readonly slack: boolean;
}

/** Which real servers the settings name. */
export function realServers({ env }: Settings): RealServers {
  return {
    postgres: isGiven(env, 'DATABASE_URL'),
    redis: isGiven(env, 'REDIS_URL'),
    mail: isGiven(env, 'SMTP_URL'),
    slack: isGiven(env, 'SLACK_BOT_TOKEN'),
  };
}

/** What the stack provides where nothing else is given. */
export interface Provided {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly adminKeyFile: string;
  readonly peppersFile: string;
  readonly secretKeysFile: string;
  readonly webhookKeyFile: string;
}

/**
 * The environment of the stack's processes: everything that was given, and for the rest the private services, the sandbox and
 * the secrets in the stack's home.
 */
export function partsEnvironment(settings: Settings, provided: Provided): NodeJS.ProcessEnv {
  const { own, env } = settings;
  const { HOST, KEYS_PORT, SCHEDULER_PORT, SANDBOX_PORT, SMTP_PORT, SLACK_PORT } = own;
  const ports = { KEYS_PORT, SCHEDULER_PORT, SANDBOX_PORT, SMTP_PORT, SLACK_PORT };
  const host = hereFor(HOST);
  const defaults = {
    DATABASE_URL: provided.databaseUrl,
    REDIS_URL: provided.redisUrl,
    ADMIN_KEY_FILE: provided.adminKeyFile,
    SMTP_URL: `smtp://${host}:${SMTP_PORT}`,
    MAIL_FROM: 'Curfew <curfew@curfew.localhost>',
    NOTIFY_SLACK_CHANNELS: '#api-keys',
    CONSOLE_URL: `http://localhost:${KEYS_PORT}`,
    // Any token opens the sandbox's Slack; with a real one the real Slack is meant.
    ...(realServers(settings).slack
      ? {}
      : {
          SLACK_BOT_TOKEN: 'xoxb-sandbox',
          SLACK_API_URL: `http://${host}:${SLACK_PORT}/api/`,
          // The sandbox signs what is clicked in it, and nobody but this machine hears of it.
          SLACK_SIGNING_SECRET: 'sandbox',
          SLACK_INTERACTIONS_URL: `http://${host}:${KEYS_PORT}/api/v1/slack/interactions`,
        }),
    ...(isGiven(env, 'KEY_PEPPERS') ? {} : { KEY_PEPPERS_FILE: provided.peppersFile }),
    ...(isGiven(env, 'SECRET_ENCRYPTION_KEYS') ? {} : { SECRET_ENCRYPTION_KEYS_FILE: provided.secretKeysFile }),
    ...(isGiven(env, 'WEBHOOK_SIGNING_KEY') ? {} : { WEBHOOK_SIGNING_KEY_FILE: provided.webhookKeyFile }),
    // Whoever tries webhooks out has their other end on this machine.
    WEBHOOKS_ALLOW_PRIVATE: 'true',
  };
  const complete: NodeJS.ProcessEnv = { ...env };
  for (const [name, value] of Object.entries(defaults)) if (!isGiven(env, name)) complete[name] = value;
  for (const [name, value] of Object.entries({ HOST, ...ports })) {
    complete[name] = String(value);
    // Read here already; both at once would be refused.
    complete[`${name}_FILE`] = undefined;
  }
  return complete;
}

/** The address by which this machine reaches what listens on `host`. */
export function hereFor(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
