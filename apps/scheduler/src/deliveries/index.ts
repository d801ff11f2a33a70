export { DeliveriesModule } from './deliveries.module.js';
export { DispatchService } from './dispatch.service.js';
export { OrphansService } from './orphans.service.js';
export { settleOutcome, settleTrace, type MessageHistory, type Settlement } from './settlement.js';
export { SettlingService } from './settling.service.js';
