export { AdminKeyIssuer } from './admin-key-issuer.js';
export { BootstrapModule, FirstStartModule } from './bootstrap.module.js';
