import { permissions } from '#libs/contracts';
import { z } from 'zod';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import type { Role } from '../role.js';

const instant = z.string().meta({ format: 'date-time', example: '2027-03-01T10:15:00.000Z' });

/** A custom role as the API shows it. */
export const roleAnswer = z
  .object({
    tag: z.string().meta({ example: 'my-role' }),
    name: z.string().meta({ example: 'Release engineering' }),
    description: z.string().optional().meta({ example: 'For those who ship the web shop' }),
    permissions: z.array(z.enum(permissions).meta({ example: 'Create secrets' })).meta({ example: ['Create secrets'] }),
    createdDate: instant,
    updatedDate: instant,
  })
  .meta({ id: 'Role' });

/** One page of custom roles, by tag. */
export const rolePage = z.object({ ...pageEnvelope, roles: z.array(roleAnswer) }).meta({ id: 'RolePage' });

/** The query of `GET /api/v1/roles`. */
export const listRolesQuery = z.object(pagingFields);

/** Which page of the roles is asked for. */
export type ListRoles = Readonly<z.output<typeof listRolesQuery>>;

/** A custom role as the API shows it. */
export type RoleAnswer = Readonly<z.infer<typeof roleAnswer>>;

/** One page of custom roles. */
export type RolePage = Readonly<z.infer<typeof rolePage>>;

/** Shows a role; a description it doesn't have is left out. */
export function showRole({ tag, name, description, permissions: granted, createdAt, updatedAt }: Role): RoleAnswer {
  return {
    tag,
    name,
    ...(description === null ? {} : { description }),
    permissions: [...granted],
    createdDate: createdAt.toISOString(),
    updatedDate: updatedAt.toISOString(),
  };
}
