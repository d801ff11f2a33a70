// Breaks edges-ask-services
import { ApiKeyEntity } from './api-key.entity.js';

export const row = ApiKeyEntity;
