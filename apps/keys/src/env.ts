import { commaList, defineEnv, notificationDefaultsEnv, port, type EnvOf } from '#libs/config';
import { databaseEnv } from '#libs/database';
import { parseTimeZone, UTC } from '#libs/kernel';
import { redisEnv } from '#libs/messaging';
import { logLevels, tracingEnv } from '#libs/observability';
import { webhooksEnv } from '#libs/webhooks';
import { z } from 'zod';
import { parseAddressRange } from './addresses/index.js';
import { keyEncryptionKeysField } from './encryption/index.js';
import { peppersField } from './key-material/index.js';

const timeZone = z.string().transform((text, context) => {
  const zone = parseTimeZone(text);
  if (zone === undefined)
    context.addIssue({ code: 'custom', message: 'must be an IANA time zone such as Europe/Berlin, or UTC' });
  return zone ?? z.NEVER;
});

const addressRanges = commaList.refine((ranges) => ranges.every((range) => parseAddressRange(range) !== undefined), {
  error: 'must be comma-separated IP addresses or CIDR ranges such as 10.0.0.0/8',
});

/** How many requests a minute. */
const perMinute = z.coerce.number().int().min(1).max(1_000_000_000);

/** What it takes to issue keys: the database, the peppers, and whose workspace it is. */
export const issuingEnv = z.object({
  ...databaseEnv,
  KEY_PEPPERS: peppersField,
  CURFEW_ADMIN_EMAIL: z.email('must be an email address').default('admin@curfew.localhost'),
  WORKSPACE_NAME: z.string().trim().min(1).max(255).default('Curfew'),
  WORKSPACE_TIME_ZONE: timeZone.default(UTC),
  LOG_LEVEL: z.enum(logLevels).default('info'),
});

/** Every variable of the keys service; `.env.example` says what each means. */
export const keysEnv = issuingEnv.extend({
  ...redisEnv,
  ...notificationDefaultsEnv,
  ...tracingEnv,
  ...webhooksEnv,
  SECRET_ENCRYPTION_KEYS: keyEncryptionKeysField,
  CONSOLE_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).default('http://localhost:3000'),
  HOST: z.string().default('127.0.0.1'),
  KEYS_PORT: port.default(3000),
  TRUSTED_PROXIES: addressRanges.default([]),
  RATE_LIMIT_PER_MINUTE: perMinute.default(1_000),
  FAILED_AUTHENTICATIONS_PER_MINUTE: perMinute.default(1_000),
  VERIFY_RATE_LIMIT_PER_MINUTE: perMinute.default(600_000),
  INVITATIONS_PER_MINUTE: perMinute.default(60),
  TEST_MESSAGES_PER_MINUTE: perMinute.default(5),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url().optional(),
  ADMIN_KEY_FILE: z.string().optional(),
});

/** What it takes to rewrap secrets: the database, and the keys that wrap them. */
export const rewrappingEnv = z.object({
  ...databaseEnv,
  SECRET_ENCRYPTION_KEYS: keyEncryptionKeysField,
  LOG_LEVEL: z.enum(logLevels).default('info'),
});

/** What it takes to issue keys. */
export type IssuingEnv = EnvOf<typeof issuingEnv>;

/** What it takes to rewrap secrets. */
export type RewrappingEnv = EnvOf<typeof rewrappingEnv>;

/** The validated environment of the keys service. */
export type KeysEnv = EnvOf<typeof keysEnv>;

/** Reads the environment of the keys service, or ends the process saying everything that is wrong with it. */
export function readKeysEnv(): KeysEnv {
  return defineEnv(keysEnv);
}
