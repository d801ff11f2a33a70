import { z } from 'zod';
import { envelope } from './envelope.js';

const instant = z.iso.datetime({ offset: false });

/** Since when something is wished for. What comes into force late owes nothing of the time before. */
const setAt = instant.nullable().describe('Since when this is so without a break; `null`: from the beginning.');

const webhook = z.object({
  id: z.string().regex(/^wh[0-9a-f]{16}$/),
  url: z.string().min(1).max(2_048),
  secretVersion: z.int().min(1).describe('Which of its secrets signs; the secret is derived of this and told nowhere.'),
  previousSecretUntil: instant
    .nullable()
    .describe('Until when the secret of the version before signs along; `null`: it does not.'),
});

/** How a workspace wants to be reminded, as other services may know it. */
export const notificationSettings = z.object({
  workspaceId: z.string().min(1),
  version: z.int().min(1).describe('Counts the changes of these settings from 1; of two the higher version is the truth.'),
  leadTimes: z
    .array(z.object({ days: z.int().min(1).max(90), setAt }))
    .min(1)
    .max(6)
    .describe('How many calendar days before an expiration people are reminded, the most first.'),
  sendAt: z.object({
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .describe('The time of day reminders are preferably sent at, in the zone of each expiration.'),
    setAt,
  }),
  timeZone: z.string().min(1).describe('The IANA zone in which days are meant that are chosen without one.'),
  emails: z.array(z.string().min(3)).max(50).describe('Addresses told of every reminder, besides the owner.'),
  slackChannels: z.array(z.string().min(2)).max(50).describe('Slack channels told of every reminder: `#name` or an id.'),
  // These two are not there in events of before.
  slackDirectMessages: z
    .boolean()
    .optional()
    .describe('Whether whoever answers for a credential is told by a direct message on Slack, too. Absent: as before.'),
  webhooks: z.array(webhook).max(10).optional().describe('Where every reminder is posted to. Absent: as before.'),
});

/** How a workspace wants to be reminded, as other services may know it. */
export type NotificationSettingsSnapshot = Readonly<z.infer<typeof notificationSettings>>;

/** A CloudEvents 1.0 envelope around all the settings of a workspace after a change. */
export const notificationSettingsEvent = envelope.extend({
  type: z.literal('NotificationSettingsChanged'),
  data: notificationSettings,
});

/** One change of how a workspace wants to be reminded, with the settings it led to. */
export type NotificationSettingsEvent = Readonly<z.infer<typeof notificationSettingsEvent>>;
