import { z } from 'zod';
import {
  expirationDateField,
  hasDateForItsZone,
  nameField,
  notificationsField,
  optional,
  timeZoneField,
  unknownFields,
  zoneWithoutDate,
} from '../../credentials/index.js';
import { tagField, valueField } from './secret-fields.js';

const name = nameField.meta({ example: 'Billing database' });
const others = {
  expirationDate: optional(expirationDateField),
  timeZone: optional(timeZoneField),
  notifications: notificationsField,
};

/** The body of `POST /api/v1/secrets`. */
export const createSecretBody = z
  .strictObject({ name, secret: valueField, tag: tagField, ...others }, { error: unknownFields })
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'CreateSecret' });

/** The body of `PUT /api/v1/secrets/{tagOrId}`. The tag can't change, so it is no field of it. */
export const updateSecretBody = z
  .strictObject({ name: optional(name), secret: optional(valueField), ...others }, { error: unknownFields })
  .refine(hasDateForItsZone, zoneWithoutDate)
  .meta({ id: 'UpdateSecret' });

/** What is asked for when a secret is made. */
export type CreateSecret = Readonly<z.output<typeof createSecretBody>>;

/** What is to change: whatever is absent stays as it is. */
export type UpdateSecret = Readonly<z.output<typeof updateSecretBody>>;
