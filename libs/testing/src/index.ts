export { createDatabase, type TestDatabase } from './database.js';
export { freePort } from './ports.js';
export { startProcess, type ProcessOptions, type TestProcess } from './process.js';
export { startRedis, type RedisOptions, type TestRedis } from './redis.js';
export { until, type Wait } from './until.js';
