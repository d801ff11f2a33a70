import { Global, Module } from '@nestjs/common';
import { ENV } from '../env.js';
import { settingsFrom } from './notification-settings.js';

/** Injects the {@link NotificationSettings}. */
export const NOTIFICATION_SETTINGS = Symbol('NOTIFICATION_SETTINGS');

/** How reminders are wanted, everywhere in the scheduler. */
@Global()
@Module({
  providers: [{ provide: NOTIFICATION_SETTINGS, inject: [ENV], useFactory: settingsFrom }],
  exports: [NOTIFICATION_SETTINGS],
})
export class SettingsModule {}
