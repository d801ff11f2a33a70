import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIRED_PERMISSION } from './requires.decorator.js';

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
    const open = this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? this.uncovered(metatype) : []));
    if (open.length > 0) throw new Error(`These routes say no permission with @Requires: ${open.join(', ')}`);
  }

  private uncovered(controller: Function): string[] {
    const prototype = controller.prototype as Record<string, (...args: never[]) => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => {
        const handler = prototype[name];
        if (!handler || !Reflect.hasMetadata(PATH, handler)) return false;
        const path = [controller, handler].flatMap((target) => Reflect.getMetadata(PATH, target) as string | string[]).join('/');
        return (
          /^\/*api(\/|$)/i.test(path) && !this.reflector.getAllAndOverride<unknown>(REQUIRED_PERMISSION, [handler, controller])
        );
      })
      .map((name) => `${controller.name}.${name}`);
  }
}
