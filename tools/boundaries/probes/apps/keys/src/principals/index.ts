// Breaks features-hide-their-repositories
export { find } from './principals.repository.js';
