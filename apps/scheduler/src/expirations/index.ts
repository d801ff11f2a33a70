export { ExpirationEvents } from './expiration-events.js';
export { ExpirationsModule } from './expirations.module.js';
