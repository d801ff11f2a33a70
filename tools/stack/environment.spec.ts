import { describe, expect, it } from '@jest/globals';
import { hereFor, partsEnvironment, realServers } from './environment.js';
import { settingsFrom } from './settings.js';

const provided = {
  databaseUrl: 'postgres://curfew:x@127.0.0.1:5499/curfew',
  redisUrl: 'redis://127.0.0.1:6399',
  adminKeyFile: '/home/admin-key',
  peppersFile: '/home/key-peppers',
  secretKeysFile: '/home/secret-encryption-keys',
  webhookKeyFile: '/home/webhook-signing-key',
};
const environmentOf = (env: NodeJS.ProcessEnv) => partsEnvironment(settingsFrom(env), provided);

describe('partsEnvironment', () => {
  it('fills everything in for somebody who set nothing', () => {
    expect(environmentOf({ SMTP_PORT: '2525', SLACK_PORT: '2526', KEYS_PORT: '2500' })).toEqual({
      HOST: '127.0.0.1',
      KEYS_PORT: '2500',
      SCHEDULER_PORT: '3001',
      SANDBOX_PORT: '8025',
      SMTP_PORT: '2525',
      SLACK_PORT: '2526',
      DATABASE_URL: provided.databaseUrl,
      REDIS_URL: provided.redisUrl,
      ADMIN_KEY_FILE: '/home/admin-key',
      KEY_PEPPERS_FILE: '/home/key-peppers',
      SECRET_ENCRYPTION_KEYS_FILE: '/home/secret-encryption-keys',
      WEBHOOK_SIGNING_KEY_FILE: '/home/webhook-signing-key',
      WEBHOOKS_ALLOW_PRIVATE: 'true',
      SMTP_URL: 'smtp://127.0.0.1:2525',
      MAIL_FROM: 'Curfew <curfew@curfew.localhost>',
      SLACK_BOT_TOKEN: 'xoxb-sandbox',
      SLACK_API_URL: 'http://127.0.0.1:2526/api/',
      SLACK_SIGNING_SECRET: 'sandbox',
      SLACK_INTERACTIONS_URL: 'http://127.0.0.1:2500/api/v1/slack/interactions',
      NOTIFY_SLACK_CHANNELS: '#api-keys',
      CONSOLE_URL: 'http://localhost:2500',
    });
  });

  it('never sets a variable beside the file that holds it', () => {
    const own = { KEY_PEPPERS: 'p1:abc', SECRET_ENCRYPTION_KEYS: 's1:abc', WEBHOOK_SIGNING_KEY: 'abc' };
    const env = environmentOf({ ...own, DATABASE_URL_FILE: '/run/url', SMTP_URL_FILE: '/run/smtp' });
    expect(env).not.toHaveProperty('DATABASE_URL');
    expect(env).not.toHaveProperty('KEY_PEPPERS_FILE');
    expect(env).not.toHaveProperty('SECRET_ENCRYPTION_KEYS_FILE');
    expect(env).not.toHaveProperty('WEBHOOK_SIGNING_KEY_FILE');
    expect(env).not.toHaveProperty('SMTP_URL');
  });

  it('means the real Slack when it is given a token', () => {
    expect(environmentOf({ SLACK_BOT_TOKEN: 'xoxb-real' })).not.toHaveProperty('SLACK_API_URL');
  });

  it('fills an empty value in: it counts as absent', () => {
    expect(environmentOf({ REDIS_URL: '' })['REDIS_URL']).toBe(provided.redisUrl);
  });
});

describe('realServers', () => {
  it('names what is used of somebody’s own', () => {
    const settings = settingsFrom({ DATABASE_URL_FILE: '/run/url', SLACK_BOT_TOKEN: 'xoxb-real', REDIS_URL: '' });
    expect(realServers(settings)).toEqual({ postgres: true, redis: false, mail: false, slack: true });
  });
});

describe('hereFor', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::1', '[::1]'],
    ['192.0.2.7', '192.0.2.7'],
  ])('reaches what listens on %s by %s', (host, here) => {
    expect(hereFor(host)).toBe(here);
  });
});
