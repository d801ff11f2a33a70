export type { NotificationSettings } from './notification-settings.js';
export { NOTIFICATION_SETTINGS, SettingsModule } from './settings.module.js';
