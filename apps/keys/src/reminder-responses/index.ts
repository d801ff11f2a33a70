export { ReminderResponsesModule } from './reminder-responses.module.js';
export { ReminderResponsesService } from './reminder-responses.service.js';
