// Breaks tools-never-import-apps
import { ApiKeysService } from '../apps/keys/src/api-keys/index.js';

export const seeded = ApiKeysService;
