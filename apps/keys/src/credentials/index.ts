export { EXPIRATION_COLUMNS, expirationParameters, toExpiration, type ExpirationColumns } from './expiration.columns.js';
export { parseChosenExpiration } from './domain/chosen-expiration.js';
export { chooseAnew, endingBy, settleExpiration, type Expiration } from './domain/expiration.js';
export { sameNotifications, type Notifications } from './domain/notifications.js';
export { responseAfter, responseTo, type ReminderResponse } from './domain/reminder-response.js';
export { objectionToName } from './domain/written-text.js';
export { EXPIRING_MS, statusAt, statuses, type Status } from './domain/status.js';
export { credentialFields } from './dto/credential-fields.js';
export {
  descriptionField,
  expirationDateField,
  hasDateForItsZone,
  nameField,
  objecting,
  optional,
  text,
  timeZoneField,
  unknownFields,
  zoneWithoutDate,
} from './dto/fields.js';
export { expiresBeforeField } from './dto/expires-before.js';
export {
  addressesField,
  listOf,
  notificationsField,
  showNotifications,
  shownNotifications,
  slackChannelField,
} from './dto/recipients.js';
export { shownResponse, shownResponseOf, showResponse, type ShownResponse } from './dto/shown-response.js';
export { shownFields, shownOwner, showExpiration } from './dto/shown-fields.js';
export {
  assertMayRespond,
  isOwner,
  type RemindedCredentials,
  type RemindedLookUp,
  type Respondable,
} from './reminded-credentials.js';
export { settleChoice, type AskedExpiration } from './settle-choice.js';
export { snapshotExpiration } from './snapshot-expiration.js';
export { snapshotNotifications } from './snapshot-notifications.js';
export { snapshotResponse } from './snapshot-response.js';
