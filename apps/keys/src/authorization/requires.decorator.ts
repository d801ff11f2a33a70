import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';

/** Where {@link Requires} leaves its permission. */
export const REQUIRED_PERMISSION = 'curfew:required-permission';

/** The permission a principal needs to use a route, or every route of a controller. The service doesn't start without it. */
export const Requires = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);
