export { SweepModule } from './sweep.module.js';
export { SweepsRepository } from './sweeps.repository.js';
