// Breaks features-are-entered-by-their-index
import type { ApiKey } from '../api-keys/domain/api-key.js';

export type Taken = ApiKey;
