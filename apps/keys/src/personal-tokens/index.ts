export type { IssuedTokenAnswer, PersonalTokenAnswer, PersonalTokenPage } from './dto/personal-token.dto.js';
export { PersonalTokensModule } from './personal-tokens.module.js';
