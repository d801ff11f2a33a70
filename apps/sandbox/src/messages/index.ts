export { CHANNELS, type EmailMessage, type Message, type SlackMessage, type SlackMetadata } from './message.js';
export { MessageStore } from './message-store.js';
export { countingIds, type MessageIds } from './message-ids.js';
