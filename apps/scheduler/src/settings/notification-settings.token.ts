/** Injects the settings of every workspace that has not set its own. */
export const NOTIFICATION_SETTINGS = Symbol('NOTIFICATION_SETTINGS');
