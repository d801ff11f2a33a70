import { recipientFields, type BusAnswer } from '#libs/contracts';
import { z } from 'zod';
import { optional, slackChannelField, text, unknownFields } from '../../credentials/index.js';

/** The body of `POST /api/v1/notification-settings/test`, which may be missing: then everybody is tried. */
export const notificationTestBody = z
  .strictObject(
    {
      email: optional(text.trim().check(z.email('must be an email address'))).meta({
        description: 'One of the addresses that are set; only this one is tried.',
        example: 'ops@example.com',
      }),
      slackChannel: optional(slackChannelField).meta({
        description: 'One of the channels that are set; only this one is tried.',
        example: '#api-keys',
      }),
    },
    { error: unknownFields },
  )
  .prefault({})
  .meta({ id: 'TestNotifications' });

/** Who is to be tried. */
export type TestNotifications = Readonly<z.output<typeof notificationTestBody>>;

const recipient = z.object({
  medium: z.enum(['EMAIL', 'SLACK', 'WEBHOOK']).meta({ example: 'EMAIL' }),
  recipientEmail: z.string().optional().meta({ example: 'ops@example.com' }),
  recipientChannel: z.string().optional().meta({ example: '#api-keys' }),
  recipientWebhook: z.string().optional().meta({ description: 'The id of a webhook.', example: 'wh90b1c2d3e4f56a78' }),
  status: z.enum(['PENDING', 'ACCEPTED', 'FAILED']).meta({
    description:
      'ACCEPTED: the mail server, Slack or the webhook has taken it. PENDING: it has not answered in time, and may take it yet.',
    example: 'ACCEPTED',
  }),
  reason: z.string().optional().meta({ description: 'Why it was not taken.', example: 'Slack answered: channel_not_found' }),
});

/** What has become of a test. */
export const notificationTestAnswer = z
  .object({ recipients: z.array(recipient).meta({ description: 'Empty, if no address and no channel is set.' }) })
  .meta({ id: 'NotificationTest' });

/** What has become of a test. */
export type NotificationTestAnswer = Readonly<z.infer<typeof notificationTestAnswer>>;

/** Shows what has become of a test so far. */
export function showTest({ recipients }: BusAnswer<'notifications.test'>): NotificationTestAnswer {
  return {
    recipients: recipients.map(({ medium, recipient: to, status, reason }) => ({
      medium,
      [recipientFields[medium]]: to,
      status,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}
