import { up } from './migrations/1790000000000-create-api-keys.js';

export const migrations = [up];
