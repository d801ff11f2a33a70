export { AuditLogModule } from './audit-log.module.js';
export { chainVerifier, ChainVerifier, type ExpectedHead, type Verification } from './chain/index.js';
