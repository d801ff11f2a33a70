export { InboxModule } from './inbox.module.js';
export { InboxService } from './inbox.service.js';
