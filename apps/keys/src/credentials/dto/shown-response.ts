import { z } from 'zod';
import type { ReminderResponse } from '../domain/reminder-response.js';
import { shownOwner } from './shown-fields.js';

/** What was done about a reminder, as the API shows it. */
export const shownResponse = z
  .object({
    kind: z.enum(['ACKNOWLEDGED', 'SNOOZED']).meta({ example: 'SNOOZED' }),
    by: shownOwner,
    at: z.string().meta({ format: 'date-time', example: '2027-03-24T09:30:00.000Z' }),
    until: z
      .string()
      .optional()
      .meta({ format: 'date-time', description: 'When it is due once more, if snoozed.', example: '2027-03-26T09:30:00.000Z' }),
    reason: z.string().optional().meta({ example: 'The vendor sends the new one on Thursday' }),
  })
  .meta({ description: 'What was last done about a reminder of this expiration. The next reminder comes all the same.' });

/** The same, as it is sent. */
export type ShownResponse = Readonly<z.infer<typeof shownResponse>>;

/** Shows what was done about a reminder; nothing is left out. */
export function showResponse(response: ReminderResponse | null): { readonly reminderResponse?: ShownResponse } {
  return response === null ? {} : { reminderResponse: shownResponseOf(response) };
}

/** What was done about a reminder, without what it doesn't have. */
export function shownResponseOf({ kind, by, at, until, reason }: ReminderResponse): ShownResponse {
  const { id, email, name } = by;
  return { kind, by: { id, email, name }, at, ...(until === null ? {} : { until }), ...(reason === null ? {} : { reason }) };
}
