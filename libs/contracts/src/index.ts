export { asyncApiDocument } from './asyncapi/index.js';
export {
  busQuestions,
  keyBearer,
  notificationLog,
  recipientFields,
  verification,
  verificationCodes,
  type BusAnswer,
  type BusPattern,
  type BusRequest,
  type CopiedKind,
  type NotificationLogs,
  type NotificationLogsRequest,
  type Verification,
  type VerificationCode,
  type VerifyRequest,
} from './bus.js';
export { credentialKinds, credentialSnapshot, type CredentialKind, type CredentialSnapshot } from './credential-snapshot.js';
export { expirationEventTypes, type KeyExpiredEvent, type KeyExpiringEvent } from './expiration-events.js';
export {
  streamEvent,
  streamEventTypes,
  type KeyEvent,
  type KeyEventType,
  type StreamEvent,
  type StreamEventType,
} from './key-events.js';
export type { NotificationSettingsEvent, NotificationSettingsSnapshot } from './notification-events.js';
export {
  customRoleAssignment,
  defaultRoleAssignment,
  defaultRoles,
  permissions,
  type DefaultRole,
  type Permission,
  type RoleAssignment,
} from './roles.js';
export { DEAD_LETTER_STREAM, KEYS_STREAM } from './streams.js';
export { userStatuses, type UserEvent, type UserSnapshot, type UserStatus } from './user-events.js';
