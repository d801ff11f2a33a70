export { defineEnv, type EnvOf, type EnvSchema } from './env.js';
export { commaList, port, secondsBetween } from './fields.js';
