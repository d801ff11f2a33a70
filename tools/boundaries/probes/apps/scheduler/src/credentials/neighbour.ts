// Breaks apps-never-import-apps
import { ApiKeysService } from '../../../keys/src/api-keys/index.js';

export const theirs = ApiKeysService;
