export { ProofOfLife } from './proof-of-life.service.js';
export { SweepModule } from './sweep.module.js';
