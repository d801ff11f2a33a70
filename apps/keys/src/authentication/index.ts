export { AuthenticationModule } from './authentication.module.js';
export { Gatekeeper } from './gatekeeper.service.js';
