export { InventoryModule } from './inventory.module.js';
export type { InventoryPage } from './dto/inventory.dto.js';
