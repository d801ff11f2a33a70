// Breaks edges-ask-services
import type { ApiKeysRepository } from './api-keys.repository.js';

export type Shortcut = ApiKeysRepository;
