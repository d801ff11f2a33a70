import { z } from 'zod';
import { credentialFields, hasDateForItsZone, unknownFields, zoneWithoutDate } from '../../credentials/index.js';

/** The body of `PUT /api/v1/auth/key/{cid}`. Roles and the key itself can't change here, so they are no fields of it. */
export const updateKeyBody = z
  .strictObject(credentialFields, { error: unknownFields })
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'UpdateApiKey' });

/** What is to change: an absent description or expiration stays as it is, an empty description is taken away. */
export type UpdateKey = Readonly<z.output<typeof updateKeyBody>>;
