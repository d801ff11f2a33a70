import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Every route that a controller of the app answers, as `GET /api/v1/auth/key/:cid`. */
export function routesOf(app: NestFastifyApplication): string[] {
  const controllers = app.get(DiscoveryService, { strict: false }).getControllers();
  return controllers.flatMap(({ metatype }) => (typeof metatype === 'function' ? routesOfController(metatype) : []));
}

function routesOfController(controller: { readonly prototype?: unknown; readonly name: string }): string[] {
  const prototype = controller.prototype as Record<string, () => unknown>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (!handler || !Reflect.hasMetadata('path', handler)) return [];
    const [base, path] = [controller, handler].map((target) => String(Reflect.getMetadata('path', target)));
    const method = RequestMethod[Number(Reflect.getMetadata('method', handler))];
    return [`${method} /${[base, path].join('/')}`.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')];
  });
}
