export { KEY_CREATED } from './key-events.js';
