import { parseChosenExpiration } from '../../credentials/index.js';
import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * A query parameter that is a moment: an ISO 8601 date-time (UTC without an offset), or a day in UTC. Answers the first
 * millisecond of it, or the first one after it.
 */
export function momentField(edge: 'first' | 'after') {
  return z.string('must be given once').transform((text, context) => {
    const chosen = parseChosenExpiration(text);
    if (chosen?.precision === 'instant') return new Date(chosen.at.getTime() + (edge === 'first' ? 0 : 1));
    if (chosen) return new Date(Date.parse(`${chosen.date}T00:00:00Z`) + (edge === 'first' ? 0 : DAY_MS));
    context.addIssue({
      code: 'custom',
      message: 'must be a date-time such as 2027-03-31T18:00:00Z, or a day such as 2027-03-31',
    });
    return z.NEVER;
  });
}
