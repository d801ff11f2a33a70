import { daysBetween, notificationDefaultsEnv, port, secondsBetween } from '#libs/config';
import { databaseEnv } from '#libs/database';
import { redisEnv } from '#libs/messaging';
import { logLevels, tracingEnv } from '#libs/observability';
import { webhooksEnv } from '#libs/webhooks';
import { z } from 'zod';

/** The scheduler's environment. `.env.example` says a sentence about each. */
export const schedulerEnv = z.object({
  ...databaseEnv,
  ...redisEnv,
  ...tracingEnv,
  LOG_LEVEL: z.enum(logLevels).default('info'),
  HOST: z.string().default('127.0.0.1'),
  SCHEDULER_PORT: port.default(3001),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_MAX_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).optional(),
  MAIL_FROM: z.string().min(3).default('Curfew <curfew@curfew.localhost>'),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url().default('https://slack.com/api/'),
  ...notificationDefaultsEnv,
  ...webhooksEnv,
  REMINDER_HORIZON: daysBetween(1, 400).default(400),
  SWEEP_INTERVAL_SECONDS: secondsBetween(1, 300).default(30),
  RECONCILE_INTERVAL_SECONDS: secondsBetween(2, 86_400).default(600),
  LEASE_SECONDS: secondsBetween(25, 600).default(30),
  CONSOLE_URL: z.url().default('http://localhost:3000'),
});

/** The scheduler's environment, validated. */
export type SchedulerEnv = Readonly<z.output<typeof schedulerEnv>>;

/** Injects the validated environment. */
export const ENV = Symbol('ENV');
