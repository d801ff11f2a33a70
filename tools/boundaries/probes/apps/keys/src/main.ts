// Breaks features-are-entered-by-their-index
import { ApiKeysService } from './api-keys/api-keys.service.js';

export const started = ApiKeysService;
