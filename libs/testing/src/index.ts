export { createDatabase, type TestDatabase } from './database.js';
export { freePort } from './ports.js';
export { startProcess, type TestProcess } from './process.js';
export { startProxy, type FaultProxy } from './proxy.js';
export { startRedis, type TestRedis } from './redis.js';
export { until } from './until.js';
