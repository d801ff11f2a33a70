import { z } from 'zod';
import { credentialFields, hasDateForItsZone, unknownFields, zoneWithoutDate } from '../../credentials/index.js';
import { rolesField } from '../../roles/index.js';

/** The body of `POST /api/v1/auth/key`. */
export const issueKeyBody = z
  .strictObject({ ...credentialFields, roles: rolesField }, { error: unknownFields })
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'IssueApiKey' });

/** What is asked for when a key is issued. */
export type IssueKey = Readonly<z.output<typeof issueKeyBody>>;
