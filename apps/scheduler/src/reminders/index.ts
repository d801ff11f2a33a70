export { ComingReminders } from './coming-reminders.service.js';
export { expiryOf, owedExpiration, type Expiration } from './domain/expiry.js';
export { planReminders } from './domain/plan.js';
export { DueWatch } from './due-watch.service.js';
export { RemindersModule } from './reminders.module.js';
export { RemindersService } from './reminders.service.js';
