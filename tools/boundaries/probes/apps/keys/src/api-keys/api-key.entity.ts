import { Entity } from 'typeorm';
import type { ApiKey } from './domain/api-key.js';

@Entity()
export class ApiKeyEntity implements ApiKey {
  id = '';
}
