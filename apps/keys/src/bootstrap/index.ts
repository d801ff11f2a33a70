export { BootstrapModule, FirstStartModule } from './bootstrap.module.js';
export { FirstStart } from './first-start.js';
