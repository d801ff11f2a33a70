export { asyncApiDocument } from './asyncapi.js';
export { defaultRoles, roleAssignment, type CredentialSnapshot, type RoleAssignment } from './credential-snapshot.js';
export { keyEvent, keyEventTypes, type KeyEvent, type KeyEventType } from './key-events.js';
export { DEAD_LETTER_STREAM, KEYS_STREAM } from './streams.js';
