export { ActingPrincipal } from './acting-principal.decorator.js';
export { AuthorizationModule } from './authorization.module.js';
export { assertWithinHeld, type Principal } from './principal.js';
export { Requires } from './requires.decorator.js';
export { permissionsOf } from './roles.js';
