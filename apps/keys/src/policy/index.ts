export { PolicyModule } from './policy.module.js';
export { SecurityPolicyService } from './security-policy.service.js';
