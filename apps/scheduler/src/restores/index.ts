export { IN_DOUBT_UNTIL, MAY_HAVE_BEEN_SENT } from './doubt.js';
export { DoubtsModule } from './doubts.module.js';
export { Doubts } from './doubts.service.js';
export type { FinishedSweep } from './finished-sweep.js';
export { RestoresModule } from './restores.module.js';
export { Restores } from './restores.service.js';
