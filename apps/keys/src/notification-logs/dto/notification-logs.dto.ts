import { notificationLog } from '#libs/contracts';
import { z } from 'zod';
import { pageEnvelope } from '../../http/index.js';

const { status, medium, recipientType } = notificationLog.shape;

const instant = z.string().meta({ format: 'date-time', example: '2027-03-24T08:00:00.000Z' });

const shownLog = z
  .object({
    id: z.string().meta({ description: 'The id of this row.', example: 'de000000000000002a' }),
    runId: z.string().meta({
      description: 'The message that carried it: the reminders of one digest share it. What no message has carried has its own.',
      example: 'dl9f5082b1d374e6ca',
    }),
    type: z.literal('TOKEN_EXPIRES_IN_N_DAYS').meta({ example: 'TOKEN_EXPIRES_IN_N_DAYS' }),
    medium: medium.meta({ example: 'EMAIL' }),
    recipientType: recipientType.meta({
      description:
        'USER: an owner, or an admin in the place of an owner who is gone. EMAIL: an address that the workspace named. ' +
        'CHANNEL: a Slack channel. WEBHOOK: an endpoint.',
      example: 'USER',
    }),
    status: status.meta({
      description:
        'READY: it waits or is under way. FAILED: it did not arrive, or nobody can say whether it did. IGNORED: it was not to ' +
        'be sent any more when its turn came.',
      example: 'FAILED',
    }),
    dateCreated: instant,
    dateDelivered: instant.optional(),
    recipientEmail: z.string().optional().meta({ example: 'ada@example.com' }),
    recipientChannel: z.string().optional().meta({ example: '#api-keys' }),
    recipientWebhook: z.string().optional().meta({ description: 'The id of a webhook.', example: 'wh90b1c2d3e4f56a78' }),
    errorMessage: z.string().optional().meta({
      description: 'What went wrong with a message on its way, even if it arrived at last.',
      example: '550 5.1.1 no such user',
    }),
    failedReason: z.string().optional().meta({ description: 'Why it FAILED.', example: '550 5.1.1 no such user' }),
    ignoredReason: z.string().optional().meta({ description: 'Why it was IGNORED.', example: 'the credential was rotated' }),
  })
  .meta({ id: 'NotificationLog' });

/** One page of the notification log. */
export const notificationLogPage = z.object({ ...pageEnvelope, logs: z.array(shownLog) }).meta({ id: 'NotificationLogPage' });

/** One page of the notification log. */
export type NotificationLogPage = Readonly<z.infer<typeof notificationLogPage>>;
