export { Outbox, type OutboxEntry } from './outbox.js';
export { OutboxModule } from './outbox.module.js';
export { OutboxRelay } from './relay.service.js';
