import { z } from 'zod';
import { parseChosenExpiration, statuses } from '../../credentials/index.js';
import { pagingFields } from '../../http/index.js';

const SEARCHED = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** The query of `GET /api/v1/auth/key`. Parameters nobody knows are ignored. */
export const listKeysQuery = z.object({
  ...pagingFields,
  status: z
    .enum(statuses, `must be one of ${statuses.join(', ')}`)
    .optional()
    .meta({ description: 'Only keys that stand like this; revoked keys are listed with REVOKED alone.', example: 'EXPIRING' }),
  expiresBefore: z
    .string('must be given once')
    .transform((text, context) => {
      const chosen = parseChosenExpiration(text);
      if (chosen) return chosen.precision === 'instant' ? chosen.at : new Date(`${chosen.date}T00:00:00Z`);
      context.addIssue({ code: 'custom', message: 'must be a day such as 2027-03-31 (its start, UTC) or a date-time' });
      return z.NEVER;
    })
    .optional()
    .meta({
      description: 'Only keys that are no longer valid at this instant (a day: its start in UTC).',
      example: '2027-04-01T00:00:00Z',
    }),
  q: z
    .string('must be given once')
    .trim()
    .refine((text) => SEARCHED.test(text), 'must be 1 to 255 characters without control characters')
    .optional()
    .meta({
      description: 'Only keys with this in their name, description or last four characters, whatever the case.',
      example: 'deploy',
    }),
});

/** Which keys are asked for, and which page of them. */
export type ListKeys = Readonly<z.output<typeof listKeysQuery>>;
