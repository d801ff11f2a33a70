export { DeliveriesModule } from './deliveries.module.js';
export { DispatchService } from './dispatch.service.js';
