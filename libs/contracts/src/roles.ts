import { z } from 'zod';

/** The roles every workspace has, from least to most; `READ_ONLY` is the wire's name for a Viewer. */
export const defaultRoles = ['READ_ONLY', 'USER', 'MANAGER', 'ADMIN'] as const;

/** A role every workspace has. */
export type DefaultRole = (typeof defaultRoles)[number];

/** One of the roles that every workspace has, given to a credential. */
export const defaultRoleAssignment = z.object({ type: z.literal('DEFAULT'), role: z.enum(defaultRoles) });

/** A role of the workspace's own, given to a credential. */
export const customRoleAssignment = z.object({
  type: z.literal('CUSTOM'),
  tag: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
});

/** A role given to a credential. */
export const roleAssignment = z.discriminatedUnion('type', [defaultRoleAssignment, customRoleAssignment]);

/** A role given to a credential, as it stands on the wire. */
export type RoleAssignment = Readonly<z.infer<typeof roleAssignment>>;

/** Every right there is, by the name people see. */
export const permissions = [
  'Edit API keys',
  'Create secrets',
  'View audit logs',
  'View notification logs',
  'Configure IP allowlist',
  'Configure security policy',
  'Configure workspace notification settings',
  'View roles',
  'Edit roles',
  'Manage users',
] as const;

/** One right. */
export type Permission = (typeof permissions)[number];
