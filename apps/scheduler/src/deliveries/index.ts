export { DeliveriesModule } from './deliveries.module.js';
export { DispatchService } from './dispatch.service.js';
export { OrphansService } from './orphans.service.js';
export { SettlingService } from './settling.service.js';
