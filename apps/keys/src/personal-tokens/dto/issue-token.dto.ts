import { z } from 'zod';
import { credentialFields, hasDateForItsZone, unknownFields, zoneWithoutDate } from '../../credentials/index.js';

/** The body of `POST /api/v1/auth/tokens`. It names no rights: those are the caller's own. */
export const issueTokenBody = z
  .strictObject(credentialFields, { error: unknownFields })
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'IssuePersonalToken' });

/** What is asked for when a token is issued. */
export type IssueToken = Readonly<z.output<typeof issueTokenBody>>;
