import { defaultRoles } from '#libs/contracts';
import { z } from 'zod';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import type { UserRoles } from '../user-roles.js';

const READABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** The query of `GET /api/v1/users/roles`. Parameters nobody knows are ignored. */
export const listUserRolesQuery = z.object({
  ...pagingFields,
  email: z
    .string('must be given once, with commas between the addresses')
    .refine((text) => READABLE.test(text), 'must not hold control characters')
    .transform((text) => (text.trim() === '' ? undefined : text.split(',').flatMap((address) => address.trim() || [])))
    // Commas alone ask for nobody; that everybody should come of it would surprise.
    .refine((addresses) => addresses?.length !== 0, 'must hold an address')
    .optional()
    .meta({
      description: 'Only users with one of these comma-separated addresses, whatever their case; everybody without.',
      example: 'ada@example.com,grace@example.com',
    }),
});

/** Whose roles are asked for, and which page of them. */
export type ListUserRoles = Readonly<z.output<typeof listUserRolesQuery>>;

const basicRole = z.object({
  type: z.literal('BASIC').meta({ example: 'BASIC' }),
  role: z.enum(defaultRoles).meta({ example: 'ADMIN' }),
});

const customRole = z.object({
  type: z.literal('CUSTOM').meta({ example: 'CUSTOM' }),
  name: z.string().meta({ example: 'Release engineering' }),
  tag: z.string().meta({ example: 'my-role' }),
});

const userRolesAnswer = z
  .object({
    email: z.string().meta({ example: 'ada@example.com' }),
    name: z.string().meta({ example: 'Ada' }),
    roles: z.array(z.discriminatedUnion('type', [basicRole, customRole])).meta({ example: [{ type: 'BASIC', role: 'ADMIN' }] }),
  })
  .meta({ id: 'UserRoles' });

/** One page of what users hold, by address. A default role is BASIC here, and DEFAULT wherever it is given. */
export const userRolesPage = z.object({ ...pageEnvelope, users: z.array(userRolesAnswer) }).meta({ id: 'UserRolesPage' });

/** One page of what users hold. */
export type UserRolesPage = Readonly<z.infer<typeof userRolesPage>>;

/** What a user holds, as the API shows it here. */
export function showUserRoles({ email, name, roles }: UserRoles): UserRolesPage['users'][number] {
  const shown = roles.map((role) =>
    role.type === 'DEFAULT' ? { type: 'BASIC' as const, role: role.role } : { type: role.type, name: role.name, tag: role.tag },
  );
  return { email, name, roles: shown };
}
