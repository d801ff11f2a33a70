import { parseDuration } from '#libs/kernel';
import { z } from 'zod';
import {
  expirationDateField,
  hasDateForItsZone,
  optional,
  text,
  timeZoneField,
  unknownFields,
  zoneWithoutDate,
} from '../../../credentials/index.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** For how long a replaced key stays valid unless something else is asked for, in milliseconds. */
const USUAL_GRACE_MS = DAY_MS;

/** For how long at most. */
const LONGEST_GRACE_MS = 30 * DAY_MS;

/** Milliseconds, written as an ISO 8601 duration. */
const gracePeriodField = text
  .transform((written, context) => {
    const grace = parseDuration(written);
    if (grace !== undefined && grace <= LONGEST_GRACE_MS) return grace;
    const message =
      grace === undefined
        ? 'must be an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as P1D or PT12H'
        : 'must be at most 30 days (P30D)';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({
    description:
      'For how long the replaced key stays valid, as an ISO 8601 duration: PT0S (not at all) to P30D, P1D unless given. A day is 24 hours.',
    example: 'P7D',
  });

const retireOnFirstUseField = z
  .boolean('must be true or false')
  .meta({ description: 'Whether the first use of the new key ends that grace at once.', example: true });

/** The body of `POST /api/v1/auth/key/{cid}/rotate`, which may be missing. */
export const rotateKeyBody = z
  .strictObject(
    {
      gracePeriod: optional(gracePeriodField).transform((grace) => grace ?? USUAL_GRACE_MS),
      retireOnFirstUse: optional(retireOnFirstUseField).transform((retires) => retires ?? false),
      expirationDate: optional(expirationDateField),
      timeZone: optional(timeZoneField),
    },
    { error: unknownFields },
  )
  .refine(hasDateForItsZone, zoneWithoutDate)
  .prefault({})
  .meta({ id: 'RotateApiKey' });

/** How a key is to be replaced: the grace in milliseconds; without an expiration the new key takes over that of the old one. */
export type RotateKey = Readonly<z.output<typeof rotateKeyBody>>;
