import { descriptionField, expirationDateField, nameField, optional, timeZoneField } from './fields.js';
import { notificationsField } from './recipients.js';

/** What people write about a key or token of theirs; a zone alone among it chooses nothing (`zoneWithoutDate`). */
export const credentialFields = {
  name: nameField,
  description: optional(descriptionField),
  expirationDate: optional(expirationDateField),
  timeZone: optional(timeZoneField),
  notifications: notificationsField,
};
