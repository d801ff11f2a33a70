import { z } from 'zod';

/** The roles every workspace has, from least to most; `READ_ONLY` is the wire's name for a Viewer. */
export const defaultRoles = ['READ_ONLY', 'USER', 'MANAGER', 'ADMIN'] as const;

/** A role given to a credential. */
export const roleAssignment = z.object({ type: z.literal('DEFAULT'), role: z.enum(defaultRoles) });

/** A role given to a credential, as it stands on the wire. */
export type RoleAssignment = Readonly<z.infer<typeof roleAssignment>>;

const instant = z.iso.datetime({ offset: false });

const expiration = z.object({
  precision: z
    .enum(['day', 'instant'])
    .describe('Whether a person chose a day (it ends with that day) or a program an exact instant.'),
  date: z.iso.date().describe('The last local day on which the credential is valid.'),
  timeZone: z.string().min(1).describe('IANA zone in which `date` is meant.'),
  expiresAt: instant.describe('The instant from which the credential is refused (exclusive end).'),
  setAt: instant.describe('When this expiration was chosen; a reminder that was due before then was never owed.'),
});

/** A credential as other services may know it: everything about it but the secret. */
export const credentialSnapshot = z.object({
  kind: z.literal('apiKey'),
  workspaceId: z.string().min(1),
  cid: z.string().regex(/^ak[0-9a-f]{16}$/),
  version: z
    .int()
    .min(1)
    .describe('Counts the changes of this credential from 1; of two snapshots the higher version is the truth.'),
  name: z.string().min(1),
  description: z.string().nullable(),
  last4: z.string().length(4).describe('The last four characters of the secret: all that is ever told of it.'),
  roles: z.array(roleAssignment).min(1),
  owner: z.object({ id: z.string().min(1), email: z.string().min(3), name: z.string() }),
  createdAt: instant,
  expiration: expiration.nullable().describe('`null`: never.'),
  revokedAt: instant.nullable().describe('`null`: not revoked.'),
});

/** A credential as other services may know it: everything about it but the secret. */
export type CredentialSnapshot = Readonly<z.infer<typeof credentialSnapshot>>;
