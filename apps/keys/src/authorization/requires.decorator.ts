import { SetMetadata } from '@nestjs/common';
import type { Permission } from '#libs/contracts';

/** Where {@link Requires} leaves its permission. */
export const REQUIRED_PERMISSION = 'curfew:required-permission';

/** Said in place of a permission where every principal may come in: the service decides what of it is theirs. */
export const NOTHING = 'nothing';

/** What a route can require. */
export type Requirement = Permission | typeof NOTHING;

/** The permission a principal needs to use a route, or every route of a controller. The service doesn't start without it. */
export const Requires = (requirement: Requirement) => SetMetadata(REQUIRED_PERMISSION, requirement);
