import { z } from 'zod';
import {
  descriptionField,
  expirationDateField,
  hasDateForItsZone,
  nameField,
  optional,
  timeZoneField,
  unknownFields,
  zoneWithoutDate,
} from '../../credentials/index.js';

/** The body of `PUT /api/v1/auth/key/{cid}`. Roles and the key itself can't change here, so they are no fields of it. */
export const updateKeyBody = z
  .strictObject(
    {
      name: nameField,
      description: optional(descriptionField),
      expirationDate: optional(expirationDateField),
      timeZone: optional(timeZoneField),
    },
    { error: unknownFields },
  )
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'UpdateApiKey' });

/** What is to change: an absent description or expiration stays as it is, an empty description is taken away. */
export type UpdateKey = Readonly<z.output<typeof updateKeyBody>>;
