export type { InventoryPage } from './dto/inventory.dto.js';
export type { ExpiringItem } from './inventory-item.js';
export { InventoryModule } from './inventory.module.js';
export { InventoryService } from './inventory.service.js';
export { visibleTo } from './visibility.js';
