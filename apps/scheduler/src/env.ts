import { commaList, port, secondsBetween } from '#libs/config';
import { databaseEnv } from '#libs/database';
import { parseDays } from '#libs/kernel';
import { redisEnv } from '#libs/messaging';
import { logLevels } from '#libs/observability';
import { z } from 'zod';

const days = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const value = parseDays(text.trim());
    if (value !== undefined && value >= least && value <= most) return value;
    context.addIssue(`must be a whole number of days from P${String(least)}D to P${String(most)}D, such as P7D`);
    return z.NEVER;
  });

const leadTimes = commaList
  .pipe(z.array(days(1, 90)).min(1).max(6))
  .transform((list) => [...new Set(list)].sort((a, b) => b - a));

const emailAddress = z.email();

/** The scheduler's environment. `.env.example` says a sentence about each. */
export const schedulerEnv = z.object({
  ...databaseEnv,
  ...redisEnv,
  LOG_LEVEL: z.enum(logLevels).default('info'),
  HOST: z.string().default('127.0.0.1'),
  SCHEDULER_PORT: port.default(3001),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: z.string().min(3).default('Curfew <curfew@curfew.localhost>'),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_API_URL: z.url().default('https://slack.com/api/'),
  NOTIFY_EMAILS: commaList.pipe(z.array(emailAddress)).default([]),
  NOTIFY_SLACK_CHANNELS: commaList.pipe(z.array(z.string().regex(/^[#CGD][\w-]+$/, 'must be #names or channel ids'))).default([]),
  REMINDER_LEAD_TIMES: leadTimes.default([7, 1]),
  REMINDER_SEND_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
    .default('09:00'),
  REMINDER_HORIZON: days(1, 400).default(400),
  SWEEP_INTERVAL_SECONDS: secondsBetween(1, 300).default(30),
  LEASE_SECONDS: secondsBetween(25, 600).default(30),
  CONSOLE_URL: z.url().default('http://localhost:3000'),
});

/** The scheduler's environment, validated. */
export type SchedulerEnv = Readonly<z.output<typeof schedulerEnv>>;

/** Injects the validated environment. */
export const ENV = Symbol('ENV');
