import { userStatuses } from '#libs/contracts';
import { z } from 'zod';
import { pagingFields } from '../../http/index.js';

const SEARCHED = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** The query of `GET /api/v1/users`. Parameters nobody knows are ignored. */
export const listUsersQuery = z.object({
  ...pagingFields,
  status: z
    .enum(userStatuses, `must be one of ${userStatuses.join(', ')}`)
    .optional()
    .meta({ description: 'Only users who stand like this; everybody without.', example: 'ACTIVE' }),
  q: z
    .string('must be given once')
    .trim()
    .refine((text) => SEARCHED.test(text), 'must be 1 to 255 characters without control characters')
    .optional()
    .meta({ description: 'Only users with this in their name or address, whatever the case.', example: 'ada' }),
});

/** Which users are asked for, and which page of them. */
export type ListUsers = Readonly<z.output<typeof listUsersQuery>>;
