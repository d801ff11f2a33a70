import { z } from 'zod';
import { nameField, optional, text, unknownFields } from '../../credentials/index.js';
import { rolesField } from '../../roles/index.js';

const personField = nameField.meta({ description: 'What people call them.', example: 'Ada' });

const emailField = text
  .trim()
  .max(254, { error: 'must be at most 254 characters', abort: true })
  .regex(z.regexes.email, 'must be an email address')
  .meta({
    description: 'Where the invitation goes; fixed. No two users have the same, whatever its case.',
    example: 'ada@example.com',
  });

/** The body of `POST /api/v1/users`. */
export const inviteUserBody = z
  .strictObject(
    {
      email: emailField,
      name: optional(
        personField.meta({ description: 'What people call them; the part before the @ unless given.', example: 'Ada' }),
      ),
      roles: rolesField,
    },
    { error: unknownFields },
  )
  .meta({ id: 'InviteUser' });

/** The body of `PUT /api/v1/users/{id}`. What is absent stays as it is. */
export const updateUserBody = z
  .strictObject({ name: optional(personField), roles: optional(rolesField) }, { error: unknownFields })
  .meta({ id: 'UpdateUser' });

/** Whom to invite. */
export type InviteUser = Readonly<z.output<typeof inviteUserBody>>;

/** What a user is to be. */
export type UpdateUser = Readonly<z.output<typeof updateUserBody>>;
