import { customRoleAssignment, defaultRoleAssignment, userStatuses } from '#libs/contracts';
import { z } from 'zod';
import { pageEnvelope } from '../../http/index.js';
import type { Member } from '../member.js';

const instant = z.string().meta({ format: 'date-time', example: '2027-03-01T10:15:00.000Z' });

const defaultRole = z.object({
  type: defaultRoleAssignment.shape.type.meta({ example: 'DEFAULT' }),
  role: defaultRoleAssignment.shape.role.meta({ example: 'USER' }),
});

const customRole = z.object({
  type: customRoleAssignment.shape.type.meta({ example: 'CUSTOM' }),
  tag: customRoleAssignment.shape.tag.meta({ example: 'my-role' }),
});

/** A user as the API shows them. */
export const userAnswer = z
  .object({
    id: z.string().meta({ example: 'us5d6e7f8091a2b3c4' }),
    email: z.string().meta({ example: 'ada@example.com' }),
    name: z.string().meta({ example: 'Ada' }),
    status: z.enum(userStatuses).meta({ description: 'INVITED: has not accepted yet.', example: 'ACTIVE' }),
    roles: z
      .array(z.discriminatedUnion('type', [defaultRole, customRole]))
      .meta({ description: 'As they are given: `DEFAULT` or `CUSTOM`.', example: [{ type: 'DEFAULT', role: 'USER' }] }),
    createdDate: instant,
    joinedDate: instant.optional(),
    deactivatedDate: instant.optional(),
    invitation: z
      .object({ invitedBy: z.string().meta({ example: 'grace@example.com' }), expirationDate: instant })
      .optional()
      .meta({ description: 'The latest invitation, until it is accepted. Its link is in the email, and nowhere else.' }),
  })
  .meta({ id: 'User' });

/** One page of users, by address. */
export const userPage = z.object({ ...pageEnvelope, users: z.array(userAnswer) }).meta({ id: 'UserPage' });

/** A user as the API shows them. */
export type UserAnswer = Readonly<z.infer<typeof userAnswer>>;

/** One page of users. */
export type UserPage = Readonly<z.infer<typeof userPage>>;

/** Shows a user; what they don't have is left out. */
export function showUser({ id, email, name, status, roles, ...user }: Member): UserAnswer {
  const { createdAt, joinedAt, deactivatedAt, invitation } = user;
  return {
    id,
    email,
    name,
    status,
    roles: [...roles],
    createdDate: createdAt.toISOString(),
    ...(joinedAt ? { joinedDate: joinedAt.toISOString() } : {}),
    ...(deactivatedAt ? { deactivatedDate: deactivatedAt.toISOString() } : {}),
    ...(invitation
      ? { invitation: { invitedBy: invitation.invitedBy, expirationDate: invitation.expiresAt.toISOString() } }
      : {}),
  };
}
