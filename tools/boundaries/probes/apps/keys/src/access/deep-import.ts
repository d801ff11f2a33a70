// Breaks libs-are-entered-by-their-index
import { KEY_CREATED } from '../../../../libs/contracts/src/key-events.js';

export const type = KEY_CREATED;
