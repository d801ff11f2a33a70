export type { SecretAnswer, SecretPage } from './dto/secret.dto.js';
export { SecretsModule } from './secrets.module.js';
export { SecretsService } from './secrets.service.js';
