import { parseDuration } from '#libs/kernel';
import { z } from 'zod';
import { objectionToName, optional, parseChosenExpiration, shownResponse, text, unknownFields } from '../../credentials/index.js';

/** Why: on one line, for it stands in messages as names do. An empty one is none. */
const reasonField = text
  .trim()
  .check(({ value, issues }) => {
    const message = value === '' ? undefined : objectionToName(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  })
  .transform((reason) => (reason === '' ? undefined : reason))
  .meta({
    description: 'Why, on one line: whoever is told of the next reminder reads it.',
    maxLength: 255,
    example: 'The vendor sends the new one on Thursday',
  });

const untilField = text
  .transform((written, context) => {
    const chosen = parseChosenExpiration(written);
    if (chosen?.precision === 'instant') return chosen.at;
    context.addIssue({ code: 'custom', message: 'must be a date-time such as 2027-03-26T09:00:00Z' });
    return z.NEVER;
  })
  .meta({
    description: 'When to be reminded once more: an ISO 8601 date-time (UTC without an offset), before the credential expires.',
    example: '2027-03-26T09:30:00Z',
  });

const forField = text
  .transform((written, context) => {
    const span = parseDuration(written);
    if (span !== undefined) return span;
    const message = 'must be an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as P2D or PT12H';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ description: 'The same, counted from now. A day is 24 hours.', example: 'P2D' });

/** The body of `POST /api/v1/reminders/{cid}/acknowledge`, which may be missing. */
export const acknowledgeBody = z
  .strictObject({ reason: optional(reasonField) }, { error: unknownFields })
  .prefault({})
  .meta({ id: 'AcknowledgeReminder' });

/** The body of `POST /api/v1/reminders/{cid}/snooze`. */
export const snoozeBody = z
  .strictObject({ until: optional(untilField), for: optional(forField), reason: optional(reasonField) }, { error: unknownFields })
  .refine((body) => body.until !== undefined || body.for !== undefined, {
    path: ['until'],
    error: 'is required, unless `for` is given',
  })
  .refine((body) => body.until === undefined || body.for === undefined, {
    path: ['for'],
    error: 'is of no use together with until',
  })
  .meta({ id: 'SnoozeReminder' });

/** What was done about the reminder that fell due last. */
export const respondedAnswer = z
  .object({
    cid: z.string().meta({ description: 'The id of the credential.', example: 'ak90b1c2d3e4f56a78' }),
    ...shownResponse.shape,
  })
  .meta({ id: 'RespondedReminder' });

/** That people know. */
export type Acknowledge = Readonly<z.output<typeof acknowledgeBody>>;

/** When to be reminded once more: at an instant, or in so many milliseconds. */
export type Snooze = Readonly<z.output<typeof snoozeBody>>;

/** What was done about the reminder that fell due last. */
export type RespondedAnswer = Readonly<z.infer<typeof respondedAnswer>>;
