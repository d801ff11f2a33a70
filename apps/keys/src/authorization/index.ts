export { ActingPrincipal } from './acting-principal.decorator.js';
export { AuthorizationModule } from './authorization.module.js';
export { permissionsOf } from './granted-permissions.js';
export { assertWithinHeld, type Actor, type Invitee, type Principal, type Responder, type SlackUser } from './principal.js';
export { NOTHING, Requires } from './requires.decorator.js';
