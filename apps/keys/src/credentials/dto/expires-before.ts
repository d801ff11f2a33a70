import { z } from 'zod';
import { parseChosenExpiration } from '../domain/chosen-expiration.js';

/** A query parameter of lists: an instant, or a day that stands for its start in UTC. */
export const expiresBeforeField = z
  .string('must be given once')
  .transform((text, context) => {
    const chosen = parseChosenExpiration(text);
    if (chosen) return chosen.precision === 'instant' ? chosen.at : new Date(`${chosen.date}T00:00:00Z`);
    context.addIssue({ code: 'custom', message: 'must be a day such as 2027-03-31 (its start, UTC) or a date-time' });
    return z.NEVER;
  })
  .meta({
    description: 'Only those that are no longer valid at this instant (a day: its start in UTC).',
    example: '2027-04-01T00:00:00Z',
  });
