import { parseDays } from '#libs/kernel';
import { z } from 'zod';
import {
  addressesField,
  listOf,
  optional,
  slackChannelField,
  text,
  timeZoneField,
  unknownFields,
} from '../../credentials/index.js';
import type { WorkspaceSettings } from '../domain/settings.js';

const MOST_RECIPIENTS = 50;

const leadTimeField = text
  .transform((written, context) => {
    const days = parseDays(written);
    if (days !== undefined && days <= 90) return days;
    context.addIssue({ code: 'custom', message: 'must be a whole number of days from P1D to P90D, such as P7D' });
    return z.NEVER;
  })
  .meta({ example: 'P7D' });

const leadTimesField = listOf(leadTimeField, 6)
  .check(oneAtLeast, eachOnce)
  .transform((days) => [...days].sort((one, other) => other - one))
  .meta({
    description: 'How many calendar days before an expiration people are reminded, as ISO 8601 durations: 1 to 6 different ones.',
    minItems: 1,
    maxItems: 6,
    example: ['P7D', 'P1D'],
  });

const sendAtField = text.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 09:00').meta({
  description: 'The time of day reminders are sent at, in the zone of each expiration; earlier where the exact lead time is.',
  example: '09:00',
});

/** The body of `PUT /api/v1/notification-settings`: all of the settings. */
export const notificationSettingsBody = z
  .strictObject(
    {
      leadTimes: leadTimesField,
      sendAt: sendAtField,
      timeZone: optional(timeZoneField).meta({
        description: 'The zone in which days are meant that are chosen without one; stays as it is unless given.',
        example: 'Europe/Berlin',
      }),
      emails: addressesField(MOST_RECIPIENTS).meta({
        description: 'Up to 50 addresses that are told of every reminder besides the owner; twice in whatever case is once.',
        example: ['ops@example.com'],
      }),
      slackChannels: listOf(slackChannelField, MOST_RECIPIENTS)
        .transform((channels) => [...new Set(channels)])
        .meta({
          description: 'Up to 50 Slack channels that are told of every reminder: `#name`, or an id.',
          example: ['#api-keys'],
        }),
      slackDirectMessages: optional(z.boolean('must be true or false')).meta({
        description:
          'Whether whoever answers for a credential is told by a direct message on Slack as well, found by their email address; ' +
          'stays as it is unless given.',
        example: false,
      }),
    },
    { error: unknownFields },
  )
  .transform(({ leadTimes: leadDays, ...others }) => ({ leadDays, ...others }))
  .meta({ id: 'SetNotificationSettings' });

/** Settings that are to be set. */
export type SetNotificationSettings = Readonly<z.output<typeof notificationSettingsBody>>;

/** Settings as the API shows them. */
export const notificationSettingsAnswer = z
  .object({
    leadTimes: z.array(z.string().meta({ example: 'P7D' })).meta({ description: 'The longest first.', example: ['P7D', 'P1D'] }),
    sendAt: z.string().meta({ example: '09:00' }),
    timeZone: z.string().meta({ example: 'Europe/Berlin' }),
    emails: z.array(z.string().meta({ example: 'ops@example.com' })).meta({ example: ['ops@example.com'] }),
    slackChannels: z.array(z.string().meta({ example: '#api-keys' })).meta({ example: ['#api-keys'] }),
    slackDirectMessages: z.boolean().meta({ example: false }),
  })
  .meta({ id: 'NotificationSettings' });

/** Settings as the API shows them. */
export type NotificationSettingsAnswer = Readonly<z.infer<typeof notificationSettingsAnswer>>;

/** Shows the settings of a workspace. */
export function showSettings({ settings, timeZone }: WorkspaceSettings): NotificationSettingsAnswer {
  const { leadTimes, sendAt, emails, slackChannels, slackDirectMessages } = settings;
  return {
    leadTimes: leadTimes.map(({ days }) => `P${String(days)}D`),
    sendAt: sendAt.time,
    timeZone,
    emails: [...emails],
    slackChannels: [...slackChannels],
    slackDirectMessages,
  };
}

function oneAtLeast({ value, issues }: z.core.ParsePayload<number[]>): void {
  if (value.length === 0) issues.push({ code: 'custom', input: value, message: 'must be at least 1' });
}

/** One that is there twice is a mistake about what was meant: another number of days. */
function eachOnce({ value, issues }: z.core.ParsePayload<number[]>): void {
  for (const [place, days] of value.entries()) {
    const first = value.indexOf(days);
    if (first === place) continue;
    issues.push({ code: 'custom', input: value, path: [place], message: `is the same as leadTimes.${String(first)}` });
  }
}
