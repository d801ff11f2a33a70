import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { busTransport } from '#libs/messaging';
import { AppModule } from './app.module.js';
import { Gatekeeper } from './authentication/index.js';
import { fastifyServer, hookIntoRequests, serveDocumentation } from './http/index.js';
import { nestOptions } from './nest-options.js';
import type { Surroundings } from './surroundings.module.js';

/**
 * The keys service, connected to its database and ready to listen; `startAllMicroservices` has it answer on the bus. Rejects
 * when it can't be put together.
 */
export async function createKeysApp(surroundings: Surroundings): Promise<NestFastifyApplication> {
  const adapter = fastifyServer(undefined, surroundings.env.TRUSTED_PROXIES);
  const options = nestOptions(surroundings.log);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(surroundings), adapter, options);
  const gatekeeper = app.get(Gatekeeper);
  hookIntoRequests({ app, adapter, admit: (request, reply) => gatekeeper.admit(request, reply) });
  serveDocumentation(app);
  app.connectMicroservice(busTransport(surroundings.env));
  app.enableShutdownHooks([], { useProcessExit: true });
  return app;
}
