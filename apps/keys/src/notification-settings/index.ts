export { NotificationSettingsModule } from './notification-settings.module.js';
export { NotificationSettingsService } from './notification-settings.service.js';
