export { ApiKeysModule, KeyIssuingModule } from './api-keys.module.js';
export { ApiKeysService } from './api-keys.service.js';
export type { ApiKeyAnswer, ApiKeyPage, IssuedKeyAnswer, RotatedKeyAnswer } from './dto/api-key.dto.js';
export { KeyIssuer, type AdoptedKeyOrder, type IssuedKey } from './key-issuer.js';
export { RemindedKeys } from './reminded-keys.js';
