import { z } from 'zod';
import { expiresBeforeField, statuses } from '../../credentials/index.js';
import { pagingFields } from '../../http/index.js';

const SEARCHED = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** The query of `GET /api/v1/auth/key`. Parameters nobody knows are ignored. */
export const listKeysQuery = z.object({
  ...pagingFields,
  status: z
    .enum(statuses, `must be one of ${statuses.join(', ')}`)
    .optional()
    .meta({ description: 'Only keys that stand like this; revoked keys are listed with REVOKED alone.', example: 'EXPIRING' }),
  expiresBefore: expiresBeforeField.optional(),
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
