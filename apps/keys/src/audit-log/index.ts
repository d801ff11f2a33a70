export { AuditLogModule } from './audit-log.module.js';
export { ChainModule } from './chain/chain.module.js';
export { ChainVerifier, type Verification } from './chain/chain-verifier.service.js';
export type { ExpectedHead } from './chain/walk.js';
