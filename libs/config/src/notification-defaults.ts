import { parseDays } from '#libs/kernel';
import { z } from 'zod';
import { commaList } from './fields.js';

/** A whole number of days, written as an ISO 8601 duration. */
export const daysBetween = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const value = parseDays(text.trim());
    if (value !== undefined && value >= least && value <= most) return value;
    context.addIssue(`must be a whole number of days from P${String(least)}D to P${String(most)}D, such as P7D`);
    return z.NEVER;
  });

const leadTimes = commaList
  .pipe(z.array(daysBetween(1, 90)).min(1).max(6))
  .transform((list) => [...new Set(list)].sort((a, b) => b - a));

/**
 * How workspaces are reminded that have not set anything: the variables that the service which shows the settings and the one
 * that goes by them both read, so that they agree.
 */
export const notificationDefaultsEnv = {
  NOTIFY_EMAILS: commaList.pipe(z.array(z.email())).default([]),
  NOTIFY_SLACK_CHANNELS: commaList.pipe(z.array(z.string().regex(/^[#CGD][\w-]+$/, 'must be #names or channel ids'))).default([]),
  REMINDER_LEAD_TIMES: leadTimes.default([7, 1]),
  REMINDER_SEND_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00')
    .default('09:00'),
};
