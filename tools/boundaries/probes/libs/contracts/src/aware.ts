// Breaks libs-never-import-apps
import type { ApiKeysService } from '../../../apps/keys/src/api-keys/index.js';

export type Issued = ApiKeysService;
