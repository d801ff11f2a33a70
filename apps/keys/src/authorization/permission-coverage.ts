import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIRED_PERMISSION, type Requirement } from './requires.decorator.js';

/** Nest's own names for what `@Controller` and `@Get` leave behind. */
const PATH = 'path';

/** Refuses to start a service that has a route under `/api` without a declared permission. */
@Injectable()
export class PermissionCoverage implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const routes = this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.routesOf(metatype as Type) : []));
    const silent = routes.filter(({ path, required }) => /^\/*api(\/|$)/i.test(path) && required === undefined);
    if (silent.length > 0)
      throw new Error(`These routes say no permission with @Requires: ${silent.map(({ name }) => name).join(', ')}`);
  }

  private routesOf(controller: Type): Route[] {
    const prototype = controller.prototype as Record<string, () => unknown>;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (!handler || !Reflect.hasMetadata(PATH, handler)) return [];
      const parts = [controller, handler].map((target) => String(Reflect.getMetadata(PATH, target)));
      const required = this.reflector.getAllAndOverride<Requirement | undefined>(REQUIRED_PERMISSION, [handler, controller]);
      return [{ name: `${controller.name}.${method}`, path: parts.join('/'), required }];
    });
  }
}

interface Route {
  readonly name: string;
  readonly path: string;
  readonly required: Requirement | undefined;
}
