export { defineEnv, type EnvOf } from './env.js';
export { commaList, port, secondsBetween } from './fields.js';
