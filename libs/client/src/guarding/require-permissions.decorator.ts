import { applyDecorators, UseGuards } from '@nestjs/common';
import type { Permission } from '#libs/contracts';
import { ApiKeyGuard } from './api-key.guard.js';
import { requirePermissions } from './required-permissions.js';

/**
 * Whoever calls this route, or any route of this controller, needs a key with all of these permissions; those of the
 * controller and of the route add up. Guards it too: a permission that is required and never asked for would be an open door.
 *
 * @example @RequirePermissions('Edit API keys') @Post() …
 */
export function RequirePermissions(first: Permission, ...others: readonly Permission[]): ClassDecorator & MethodDecorator {
  const require = (target: object, _name?: string | symbol, method?: TypedPropertyDescriptor<object>) => {
    requirePermissions(method?.value ?? target, [first, ...others]);
  };
  return applyDecorators(require, UseGuards(ApiKeyGuard));
}
