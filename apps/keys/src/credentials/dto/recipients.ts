import { z } from 'zod';
import { eachOnce, type Notifications } from '../domain/notifications.js';
import { optional, text, unknownFields } from './fields.js';

/** An email address that reminders may go to. What could end a line or begin another header is none. */
const addressField = text
  .trim()
  .check(z.maxLength(254, 'must be at most 254 characters'), z.email('must be an email address'))
  .meta({ example: 'ops@example.com' });

const CHANNEL = /^(#[\p{Ll}\p{Lo}\p{M}\p{N}_-]{1,80}|[CG][A-Z0-9]{1,31})$/u;

/** A Slack channel as Slack takes it: an id, or a name, which Slack has in small letters only. */
export const slackChannelField = text
  .trim()
  .transform((written, context) => {
    const channel = written.startsWith('#') ? written.toLowerCase() : written;
    if (CHANNEL.test(channel)) return channel;
    context.addIssue({ code: 'custom', message: 'must be a #name or the id of a Slack channel, such as C012AB3CD' });
    return z.NEVER;
  })
  .meta({ description: 'A Slack channel: `#name`, or its id.', example: '#api-keys' });

/** Several of one kind, at most so many. What is no array is called that alone: zod's own limit would count the letters of a text. */
export function listOf<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .array(item, { error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be an array') })
    .check(({ value, issues }) => {
      if (value.length > most) issues.push({ code: 'custom', input: value, message: `must be at most ${String(most)}` });
    })
    .meta({ maxItems: most });
}

/** At most so many addresses; one that is there twice, in whatever case, is one. */
export function addressesField(most: number) {
  return listOf(addressField, most).transform(eachOnce);
}

/** Who is told of one credential besides its owner and whom the workspace names; `null` for nobody. */
export const notificationsField = z
  .strictObject({ emails: optional(addressesField(10)), slackChannel: optional(slackChannelField) }, { error: notAnObject })
  .nullable()
  .transform((given): Notifications | null => {
    const { emails = [], slackChannel = null } = given ?? {};
    return emails.length === 0 && slackChannel === null ? null : { emails, slackChannel };
  })
  .optional()
  .meta({
    description:
      'Who is told of its reminders besides its owner and whom the workspace names: up to 10 addresses, and a Slack channel. ' +
      'Replaces what was there; `null` takes it away, and absent it stays.',
    example: { emails: ['web-shop@example.com'], slackChannel: '#web-shop' },
  });

/** The same as the API shows it. */
export const shownNotifications = z
  .object({
    emails: z.array(z.string().meta({ example: 'web-shop@example.com' })).meta({ example: ['web-shop@example.com'] }),
    slackChannel: z.string().optional().meta({ example: '#web-shop' }),
  })
  .meta({ description: 'Who is told of its reminders besides its owner and whom the workspace names.' });

/** Shows who else is told; nobody is left out. */
export function showNotifications(notifications: Notifications | null) {
  if (notifications === null) return {};
  const { emails, slackChannel } = notifications;
  return { notifications: { emails: [...emails], ...(slackChannel === null ? {} : { slackChannel }) } };
}

function notAnObject(issue: { readonly code?: string; readonly keys?: readonly string[] }): string {
  return issue.code === 'unrecognized_keys' ? unknownFields(issue) : 'must be an object';
}
