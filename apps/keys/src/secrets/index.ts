export type { SecretAnswer, SecretPage } from './dto/secret.dto.js';
export { RemindedSecrets } from './reminded-secrets.js';
export { RewrappingService, secretsCounted, type Rewrapping } from './rewrapping.service.js';
export { SecretsModule } from './secrets.module.js';
export { RewrappingModule } from './rewrapping.module.js';
export { SecretsService } from './secrets.service.js';
