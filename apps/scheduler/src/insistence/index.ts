export { InsistenceModule } from './insistence.module.js';
export { Insistence } from './insistence.service.js';
