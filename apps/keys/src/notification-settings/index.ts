export { NotificationSettingsModule } from './notification-settings.module.js';
export { NotificationSettingsService } from './notification-settings.service.js';
export { NotificationTestsService } from './notification-tests.service.js';
export { notificationTestAnswer, showTest, type NotificationTestAnswer } from './dto/notification-test.dto.js';
