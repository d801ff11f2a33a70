import type { Chicken } from './chicken.js';

export interface Egg {
  readonly hatches: Chicken;
}
