import { defaultRoles, type RoleAssignment } from '#libs/contracts';
import { z } from 'zod';
import { unknownFields } from '../../credentials/index.js';
import { roleTagField } from './tag-field.js';

const defaultRole = z.strictObject(
  {
    type: z.literal('DEFAULT').meta({ example: 'DEFAULT' }),
    role: z.enum(defaultRoles, 'must be ADMIN, MANAGER, USER or READ_ONLY').meta({ example: 'USER' }),
  },
  { error: unknownFields },
);

const customRole = z.strictObject(
  {
    type: z.literal('CUSTOM').meta({ example: 'CUSTOM' }),
    tag: roleTagField,
  },
  { error: unknownFields },
);

/** One role or more; doubles collapse. */
export const rolesField = z
  .array(
    z.discriminatedUnion('type', [defaultRole, customRole], {
      error: ({ input }) =>
        typeof input === 'object' && input !== null
          ? 'must be DEFAULT or CUSTOM'
          : 'must be an object such as {"type":"DEFAULT","role":"USER"}',
    }),
    { error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be an array') },
  )
  .min(1, 'must hold at least one role')
  .max(20, 'must hold at most 20 roles')
  .transform((roles): RoleAssignment[] => [...new Map(roles.map((role) => [nameOf(role), role])).values()])
  .meta({ description: 'The permissions of all these roles add up.', example: [{ type: 'DEFAULT', role: 'USER' }] });

function nameOf(role: RoleAssignment): string {
  return role.type === 'DEFAULT' ? role.role : `tag ${role.tag}`;
}
