export { FirstUses } from './first-uses.js';
export { standingOf, type KnownCredential } from './known-credential.js';
export { Uses } from './uses.js';
export { VerificationModule } from './verification.module.js';
export { VerificationService } from './verification.service.js';
export { Verifier, type Looking } from './verifier.service.js';
