export { FirstUses, type FirstUseListener } from './first-uses.js';
export { standingOf, type KnownCredential } from './known-credential.js';
export { VerificationModule } from './verification.module.js';
export { Verifier } from './verifier.service.js';
