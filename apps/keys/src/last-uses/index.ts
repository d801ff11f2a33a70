export type { LastUse } from './last-use.js';
export { LastUsesModule } from './last-uses.module.js';
export { LastUses } from './last-uses.service.js';
