export { defineEnv, type EnvOf } from './env.js';
export { commaList, port, secondsBetween } from './fields.js';
export { daysBetween, notificationDefaultsEnv } from './notification-defaults.js';
