export { RateLimitsModule } from './rate-limits.module.js';
export { RateLimits } from './rate-limits.service.js';
