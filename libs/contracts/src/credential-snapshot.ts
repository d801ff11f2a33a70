import { z } from 'zod';
import { roleAssignment } from './roles.js';

/** The three kinds of credential. */
export const credentialKinds = ['apiKey', 'personalToken', 'secret'] as const;

/** What a credential is: a program's key, a user's token, or a value that configuration refers to. */
export type CredentialKind = (typeof credentialKinds)[number];

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

const notifications = z
  .object({
    emails: z.array(z.string().min(3)).max(10),
    slackChannel: z.string().min(2).nullable(),
  })
  .describe('Who is told of this credential besides its owner and whom the workspace names. Absent: nobody.');

const reminderResponse = z
  .object({
    kind: z.enum(['ACKNOWLEDGED', 'SNOOZED']),
    by: z.object({ id: z.string().min(1), email: z.string().min(3), name: z.string() }),
    at: instant,
    until: instant.nullable().describe('When it is due once more, if it was snoozed; else `null`.'),
    reason: z.string().nullable(),
    expiresAt: instant.describe('The expiration that the reminder is about: the one of the credential.'),
    leadDays: z
      .int()
      .min(1)
      .max(90)
      .describe('Which reminder this is about: the one of so many days before the expiration, and whatever was due before it.'),
  })
  .describe(
    'That somebody acknowledged or snoozed a reminder of this expiration: people need not be told of that one again, and are of ' +
      'the next. Absent: nobody did.',
  );

/** A credential as other services may know it: everything about it but the secret. */
export const credentialSnapshot = z.object({
  kind: z.enum(credentialKinds),
  workspaceId: z.string().min(1),
  cid: z
    .string()
    .regex(/^(ak|pt|se)[0-9a-f]{16}$/)
    .describe('The id of the credential: `ak…` an API key, `pt…` a personal access token, `se…` a secret.'),
  version: z
    .int()
    .min(1)
    .describe('Counts the changes of this credential from 1; of two snapshots the higher version is the truth.'),
  name: z.string().min(1),
  description: z.string().nullable(),
  tag: z.string().nullable().describe('By what name configuration refers to a secret; `null` for the other kinds.'),
  last4: z
    .string()
    .length(4)
    .nullable()
    .describe('The last four characters of a key or token: all that is ever told of it. Of a secret nothing is: `null`.'),
  roles: z
    .array(roleAssignment)
    .describe('What an API key may do. Empty for a token, which may do what its owner may, and for a secret.'),
  owner: z.object({ id: z.string().min(1), email: z.string().min(3), name: z.string() }),
  createdAt: instant,
  expiration: expiration.nullable().describe('`null`: never.'),
  revokedAt: instant.nullable().describe('`null`: not revoked.'),
  replaces: z.string().nullable().describe('The cid of the key that this one is the successor of; `null` for none.'),
  replacedBy: z
    .string()
    .nullable()
    .describe('The cid of the successor. A key that has one is on its way out: nobody needs to be reminded of it.'),
  // Not there in events of before; whoever does not know it drops it.
  notifications: notifications.optional(),
  response: reminderResponse.optional(),
});

/** A credential as other services may know it: everything about it but the secret. */
export type CredentialSnapshot = Readonly<z.infer<typeof credentialSnapshot>>;
