import type { ExecutionContext } from '@nestjs/common';
import { permissions, type Permission } from '#libs/contracts';

const REQUIRED = Symbol('curfew.required-permissions');

/** Adds permissions to what a route, or every route of a controller, requires. Throws for a name that is no permission. */
export function requirePermissions(target: object, added: readonly Permission[]): void {
  const unknown = added.filter((name) => !permissions.includes(name));
  if (unknown.length > 0) throw new Error(`@RequirePermissions names what is no permission: ${unknown.join(', ')}`);
  Reflect.defineMetadata(REQUIRED, [...requiredBy(target), ...added], target);
}

/** All that the route of a request requires, its controller's included; nothing but a good key when empty. */
export function permissionsFor(context: ExecutionContext): readonly Permission[] {
  return [...new Set([...requiredBy(context.getClass()), ...requiredBy(context.getHandler())])];
}

function requiredBy(target: object): readonly Permission[] {
  return (Reflect.getMetadata(REQUIRED, target) ?? []) as readonly Permission[];
}
