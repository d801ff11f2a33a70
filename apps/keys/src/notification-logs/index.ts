export type { NotificationLogPage } from './dto/notification-logs.dto.js';
export { NotificationLogsModule } from './notification-logs.module.js';
