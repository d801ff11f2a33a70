import type { EntityManager } from 'typeorm';
import { ApiKeyEntity } from './api-key.entity.js';

export class ApiKeysRepository {
  insert(tx: EntityManager) {
    return tx.insert(ApiKeyEntity, {});
  }
}
