import { z } from 'zod';
import type { Expiration } from '../domain/expiration.js';
import { statuses } from '../domain/status.js';

const instant = z.string().meta({ format: 'date-time', example: '2027-03-01T10:15:00.000Z' });

/** What the API shows of every key and token, in the words of its document. */
export const shownFields = {
  name: z.string().meta({ example: 'ci-deploy' }),
  description: z.string().meta({ example: 'Deploys the web shop from CI' }),
  createdDate: instant,
  expirationDate: instant.meta({
    description: 'The instant from which it is refused (exclusive end), in UTC.',
    example: '2027-03-31T22:00:00.000Z',
  }),
  timeZone: z.string().meta({ description: 'The zone in which the last day was chosen.', example: 'Europe/Berlin' }),
  last4: z.string().meta({ description: 'Its last four characters.', example: 'x7Qd' }),
  status: z.enum(statuses).meta({ description: 'EXPIRING: within its last seven days.', example: 'ACTIVE' }),
};

/** Whom a credential belongs to, as the API shows it. */
export const shownOwner = z.object({
  id: z.string().meta({ example: 'us5d6e7f8091a2b3c4' }),
  email: z.string().meta({ example: 'ada@example.com' }),
  name: z.string().meta({ example: 'Ada' }),
});

/** An expiration as the API shows it; one that isn't there is left out. */
export function showExpiration(expiration: Expiration | null): { readonly expirationDate?: string; readonly timeZone?: string } {
  if (expiration === null) return {};
  return { expirationDate: expiration.expiresAt.toISOString(), timeZone: expiration.timeZone };
}
