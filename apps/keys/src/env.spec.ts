import { expect, it } from '@jest/globals';
import { keysEnv } from './env.js';

const key = `a:${Buffer.alloc(32).toString('base64')}`;
const least = {
  DATABASE_URL: 'postgres://h/d',
  REDIS_URL: 'redis://h',
  KEY_PEPPERS: key,
  SECRET_ENCRYPTION_KEYS: key,
  WEBHOOK_SIGNING_KEY: Buffer.alloc(32).toString('base64'),
};

it('needs a database, a Redis, a pepper, a key for secrets and one for webhooks; the rest has defaults', () => {
  expect(keysEnv.parse(least)).toMatchObject({
    HOST: '127.0.0.1',
    KEYS_PORT: 3000,
    LOG_LEVEL: 'info',
    CURFEW_ADMIN_EMAIL: 'admin@curfew.localhost',
    WORKSPACE_NAME: 'Curfew',
    WORKSPACE_TIME_ZONE: 'UTC',
    WEBHOOKS_ALLOW_PRIVATE: false,
  });
});

it.each([
  ['DATABASE_URL', 'mysql://h/d'],
  ['REDIS_URL', 'http://h'],
  ['KEY_PEPPERS', 'a:b'],
  ['SECRET_ENCRYPTION_KEYS', `a:${Buffer.alloc(33).toString('base64')}`],
  ['WEBHOOK_SIGNING_KEY', Buffer.alloc(31).toString('base64')],
  ['WEBHOOK_SIGNING_KEY', 'no base64'],
  ['WEBHOOKS_ALLOW_PRIVATE', 'yes'],
  ['KEYS_PORT', '0'],
  ['CURFEW_ADMIN_EMAIL', 'admin'],
  ['WORKSPACE_TIME_ZONE', 'Mars/Base'],
  ['WORKSPACE_NAME', ' '],
  ['LOG_LEVEL', 'loud'],
])('refuses %s=%s by name', (name, value) => {
  expect(keysEnv.safeParse({ ...least, [name]: value }).error?.issues.map(({ path }) => path)).toEqual([[name]]);
});
