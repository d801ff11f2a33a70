// Breaks edges-ask-services
import { ApiKeysRepository } from './api-keys.repository.js';

export const shortcut = ApiKeysRepository;
