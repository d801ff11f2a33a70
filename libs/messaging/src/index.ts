export { Bus, BusSilent } from './bus/bus.js';
export { BusModule } from './bus/bus.module.js';
export { busTransport } from './bus/bus.server.js';
export { questionOf } from './bus/question.js';
export { DeadLetters, type DeadLetter } from './dead-letters/dead-letters.js';
export { openRedis, redisEnv, whenReady, type RedisEnv } from './redis.js';
export { Rethrow } from './streams/rethrow.filter.js';
export { RedisStreamsServer } from './streams/streams.server.js';
export type { StreamContext } from './streams/stream-context.js';
