export type { NotificationSettings, SettingsWebhook } from './notification-settings.js';
export { NOTIFICATION_SETTINGS } from './notification-settings.token.js';
export { SettingsModule } from './settings.module.js';
export { SettingsService } from './settings.service.js';
export { WebhooksService } from './webhooks.service.js';
