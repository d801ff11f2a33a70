import { notificationLog } from '#libs/contracts';
import { z } from 'zod';
import { parseChosenExpiration } from '../../credentials/index.js';
import { pagingFields } from '../../http/index.js';

const orders = ['DATE_CREATED_ASC', 'DATE_CREATED_DESC'] as const;

/** What the database and the log can hold of a recipient. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]{1,320}$/u;

/** The query of `GET /api/v1/notifications/logs`. Parameters nobody knows are ignored, and so are empty ones. */
export const listNotificationLogsQuery = z.object({
  ...pagingFields,
  statuses: oneOfEach(notificationLog.shape.status.options).meta({
    description: 'Only rows with one of these statuses, separated by commas: READY, IGNORED, FAILED, DELIVERED.',
    example: 'FAILED,IGNORED',
  }),
  mediums: oneOfEach(notificationLog.shape.medium.options).meta({
    description: 'Only rows on one of these mediums: EMAIL, SLACK, WEBHOOK.',
    example: 'EMAIL',
  }),
  recipientEmails: recipients((text) => text.includes('@'), 'must be email addresses, separated by commas').meta({
    description: 'Only rows to one of these addresses, whatever their case.',
    example: 'ada@example.com,ops@example.com',
  }),
  recipientChannels: recipients(() => true, 'must be the names or ids of channels, separated by commas').meta({
    description: 'Only rows to one of these Slack channels: ids, or names with or without the # (in an address it is %23).',
    example: 'api-keys,C012AB3CD',
  }),
  fromDate: instantOr('T00:00:00.000Z').meta({
    description: 'Only rows made at this instant or later (a day: its start in UTC).',
    example: '2027-03-24T00:00:00Z',
  }),
  untilDate: instantOr('T23:59:59.999Z').meta({
    description: 'Only rows made at this instant or earlier (a day: its end in UTC).',
    example: '2027-03-31',
  }),
  orderBy: z
    .literal('')
    .transform(() => undefined)
    .or(z.enum(orders, `must be one of ${orders.join(', ')}`))
    .optional()
    .transform((order) => order ?? 'DATE_CREATED_DESC')
    .meta({ type: 'string', enum: [...orders], description: 'Newest first unless given.', example: 'DATE_CREATED_DESC' }),
});

/** Which rows of the log are asked for. */
export type ListNotificationLogs = Readonly<z.output<typeof listNotificationLogsQuery>>;

/** The parts of a list between its commas; an empty list is none. */
function commaList() {
  return z
    .string('must be given once')
    .optional()
    .transform((text = '') => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .transform((parts) => (parts.length === 0 ? undefined : parts));
}

function oneOfEach<const T extends string>(known: readonly T[]) {
  const isKnown = (part: string): part is T => (known as readonly string[]).includes(part);
  return commaList()
    .transform((parts, context) => {
      const found = parts?.filter(isKnown);
      if (found?.length === parts?.length) return found;
      context.addIssue({ code: 'custom', message: `must be of ${known.join(', ')}, separated by commas` });
      return z.NEVER;
    })
    .meta({ type: 'string' });
}

function recipients(fits: (text: string) => boolean, message: string) {
  return commaList()
    .refine((parts = []) => parts.every((part) => PRINTABLE.test(part) && fits(part)), message)
    .meta({ type: 'string' });
}

/** An instant as the bus takes it; a day stands for the instant at this time of it. */
function instantOr(timeOfDay: string) {
  return z
    .string('must be given once')
    .optional()
    .transform((text, context) => {
      if (text === undefined || text === '') return undefined;
      const chosen = parseChosenExpiration(text);
      const instant = chosen?.precision === 'day' ? `${chosen.date}${timeOfDay}` : chosen?.at.toISOString();
      // An offset may lead out of the years that can be written with four digits.
      if (instant !== undefined && /^\d{4}-/.test(instant)) return instant;
      context.addIssue({ code: 'custom', message: 'must be a day such as 2027-03-31 (UTC) or a date-time' });
      return z.NEVER;
    })
    .meta({ type: 'string' });
}
