export { ApiErrors } from './api-errors.decorator.js';
export { serveDocumentation } from './documentation.js';
export { fastifyServer } from './fastify-server.js';
export { HttpModule } from './http.module.js';
export { type BodiesConfig } from './json-bodies.js';
export { pageEnvelope, pageOf, pagingFields, type PageAsked } from './paging.js';
export { hookIntoRequests } from './request-hooks.js';
export { TooManyRequests } from './too-many-requests.js';
