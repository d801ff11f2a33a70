export { IpAllowlistModule } from './ip-allowlist.module.js';
export { IpGate } from './ip-gate.service.js';
