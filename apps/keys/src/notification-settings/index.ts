export { NotificationSettingsModule } from './notification-settings.module.js';
