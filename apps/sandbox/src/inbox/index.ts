export { inboxServer } from './inbox-server.js';
