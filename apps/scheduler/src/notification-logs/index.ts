export { NotificationLogsModule } from './notification-logs.module.js';
export { NotificationLogsService } from './notification-logs.service.js';
