export { issuedTokenAnswer, showIssuedToken } from './dto/personal-token.dto.js';
export type { IssuedTokenAnswer, PersonalTokenAnswer, PersonalTokenPage } from './dto/personal-token.dto.js';
export type { IssuedToken } from './personal-token.js';
export { PersonalTokensModule } from './personal-tokens.module.js';
export { PersonalTokensService } from './personal-tokens.service.js';
export { RemindedTokens } from './reminded-tokens.js';
export { TokenIssuer } from './token-issuer.js';
export { TokenOwners } from './token-owners.js';
