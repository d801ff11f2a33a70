export { InventoryModule, NextRemindersModule } from './inventory.module.js';
export { InventoryService, type ListedCredential } from './inventory.service.js';
export { NextReminders } from './next-reminders.js';
export { visibleTo } from './domain/visibility.js';
