export { NextReminders } from './next-reminders.js';
export { RemindersModule } from './reminders.module.js';
export { nextReminderDate } from './shown-reminder.js';
