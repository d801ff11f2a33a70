// Breaks nothing-unresolvable
export { lost } from './nowhere.js';
