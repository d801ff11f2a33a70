export { Outbox, type OutboxEntry } from './outbox/outbox.js';
export { OutboxModule } from './outbox/outbox.module.js';
export { OutboxRelay } from './outbox/relay.service.js';
export { openRedis, redisEnv } from './redis.js';
export { Rethrow } from './streams/rethrow.filter.js';
export { RedisStreamsServer } from './streams/streams.server.js';
export type { StreamContext } from './streams/stream-context.js';
