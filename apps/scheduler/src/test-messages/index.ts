export { TestMessagesModule } from './test-messages.module.js';
export { TestMessagesService } from './test-messages.service.js';
