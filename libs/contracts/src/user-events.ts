import { z } from 'zod';
import { envelope } from './envelope.js';

/** How a user stands: asked in, in, or out. */
export const userStatuses = ['INVITED', 'ACTIVE', 'DEACTIVATED'] as const;

/** How a user stands. */
export type UserStatus = (typeof userStatuses)[number];

/** A user as other services may know them. */
export const userSnapshot = z.object({
  id: z.string().regex(/^us[0-9a-f]{16}$/),
  workspaceId: z.string().min(1),
  workspaceName: z.string(),
  version: z.int().min(1).describe('Counts the changes of this user from 1; of two snapshots the higher version is the truth.'),
  email: z.string().min(3),
  name: z.string(),
  status: z.enum(userStatuses).describe('Whoever is DEACTIVATED is told nothing: the admins are, in their place.'),
  isAdmin: z.boolean().describe('Whether the user holds the role ADMIN.'),
  invitation: z
    .object({
      id: z.string().regex(/^in[0-9a-f]{16}$/),
      invitedBy: z.string().describe('The address of whoever invites.'),
      expiresAt: z.iso.datetime({ offset: false }),
    })
    .nullable()
    .describe('The invitation that is open. The link itself is never in an event: whoever sends it asks for it.'),
});

/** A user as other services may know them. */
export type UserSnapshot = Readonly<z.infer<typeof userSnapshot>>;

/** A CloudEvents 1.0 envelope around the full snapshot of a user after a change. */
export const userEvent = envelope.extend({ type: z.literal('UserChanged'), data: userSnapshot });

/** One change of one user, with the snapshot it led to. */
export type UserEvent = Readonly<z.infer<typeof userEvent>>;
