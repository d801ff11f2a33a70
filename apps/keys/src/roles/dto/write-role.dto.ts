import { permissions } from '#libs/contracts';
import { z } from 'zod';
import { descriptionField, nameField, optional, unknownFields } from '../../credentials/index.js';
import { roleTagField } from './tag-field.js';

const permissionsField = z
  .array(
    z
      .enum(permissions, `must be one of ${permissions.map((permission) => `"${permission}"`).join(', ')}`)
      .meta({ example: 'Create secrets' }),
    { error: ({ input }) => (input === undefined || input === null ? 'is required' : 'must be an array') },
  )
  .transform((given) => permissions.filter((permission) => given.includes(permission)))
  .meta({
    description: 'What its holders may do. May be empty; doubles collapse.',
    example: ['Create secrets', 'View audit logs'],
  });

const changeable = {
  name: nameField.meta({ example: 'Release engineering' }),
  description: optional(descriptionField.meta({ description: 'What it is for.', example: 'For those who ship the web shop' })),
  permissions: permissionsField,
};

/** The body of `POST /api/v1/roles`. */
export const createRoleBody = z
  .strictObject({ tag: roleTagField, ...changeable }, { error: unknownFields })
  .meta({ id: 'CreateRole' });

/** The body of `PUT /api/v1/roles/{tag}`. The tag can't change, so it is no field of it. */
export const updateRoleBody = z.strictObject(changeable, { error: unknownFields }).meta({ id: 'UpdateRole' });

/** What is asked for when a role is made. */
export type CreateRole = Readonly<z.output<typeof createRoleBody>>;

/** What a role is to be: an absent description stays as it is, an empty one is taken away. */
export type UpdateRole = Readonly<z.output<typeof updateRoleBody>>;
