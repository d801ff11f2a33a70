export { hostOf, objectionToUrl } from './endpoint-url.js';
export { isPublicAddress } from './public-address.js';
export { signatureFits, signaturesOf, signingSecret } from './signing.js';
export { webhooksEnv } from './webhooks.env.js';
