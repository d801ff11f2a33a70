export { now } from './clock.js';
