import { credentialKinds, type CredentialKind } from '#libs/contracts';
import { z } from 'zod';
import { statusAt, statuses } from '../../credentials/index.js';
import { instantParameter, pageEnvelope, pagingFields } from '../../http/index.js';
import type { ListedCredential } from '../inventory.service.js';

/** The names of the kinds in the API: those of the audit log. */
export const wireKinds = { apiKey: 'API_KEY', personalToken: 'PERSONAL_API_KEY', secret: 'SECRET' } as const;

type WireKind = (typeof wireKinds)[CredentialKind];

const kindNames = credentialKinds.map((kind) => wireKinds[kind]) as readonly WireKind[];

/** Which credentials are wanted. Parameters nobody knows are ignored. */
export const inventoryFilterFields = {
  kind: z
    .enum(kindNames, `must be one of ${kindNames.join(', ')}`)
    .transform((name) => credentialKinds.find((kind) => wireKinds[kind] === name))
    .optional()
    .meta({ description: 'Only credentials of this kind.', example: 'API_KEY' }),
  expiresBefore: instantParameter.optional().meta({
    description: 'Only credentials that are no longer valid at this instant (a day: its start in UTC).',
    example: '2027-04-01T00:00:00Z',
  }),
};

/** The query of `GET /api/v1/inventory`. */
export const inventoryQuery = z.object({ ...pagingFields, ...inventoryFilterFields });

/** Which credentials are wanted, and which page of them. */
export type InventoryQuery = Readonly<z.output<typeof inventoryQuery>>;

/** The query of `GET /api/v1/inventory/export`. */
export const exportQuery = z.object(inventoryFilterFields);

/** Which credentials are wanted. */
export type ExportQuery = Readonly<z.output<typeof exportQuery>>;

const instant = z.string().meta({ format: 'date-time', example: '2027-03-01T10:15:00.000Z' });

const inventoryCredential = z
  .object({
    cid: z.string().meta({ description: 'The id of the credential.', example: 'ak90b1c2d3e4f56a78' }),
    kind: z.enum(kindNames).meta({ example: 'API_KEY' }),
    name: z.string().meta({ example: 'ci-deploy' }),
    description: z.string().optional().meta({ example: 'Deploys the web shop from CI' }),
    tag: z.string().optional().meta({ description: 'By what name configuration refers to a secret.', example: 'billing_db' }),
    last4: z.string().optional().meta({ example: 'x7Qd' }),
    owner: z.object({ email: z.string().meta({ example: 'ada@example.com' }), name: z.string().meta({ example: 'Ada' }) }),
    status: z.enum(statuses).meta({ example: 'EXPIRING' }),
    createdDate: instant,
    expirationDate: instant.optional(),
    timeZone: z.string().optional().meta({ example: 'Europe/Berlin' }),
    nextReminderDate: instant
      .optional()
      .meta({ description: 'When people are next reminded of it. Missing, too, while the scheduler can’t be asked.' }),
    replacedBy: z.string().optional().meta({ description: 'Its successor.', example: 'ak0f1e2d3c4b5a6978' }),
  })
  .meta({ id: 'InventoryCredential' });

/** One page of credentials of all kinds, soonest expiration first. */
export const inventoryPage = z.object({ ...pageEnvelope, credentials: z.array(inventoryCredential) }).meta({ id: 'InventoryPage' });

/** One page of credentials of all kinds. */
export type InventoryPage = Readonly<z.infer<typeof inventoryPage>>;

/** Shows a credential as it stands at `now`; what it doesn't have is left out. */
export function showCredential(credential: ListedCredential, now: Date): z.infer<typeof inventoryCredential> {
  const { id, kind, name, description, tag, last4, owner, createdAt, expiration, nextReminderDate, replacedBy } = credential;
  return {
    cid: id,
    kind: wireKinds[kind],
    name,
    ...(description === null ? {} : { description }),
    ...(tag === null ? {} : { tag }),
    ...(last4 === null ? {} : { last4 }),
    owner: { ...owner },
    status: statusAt(credential, now),
    createdDate: createdAt.toISOString(),
    ...(expiration === null ? {} : { expirationDate: expiration.expiresAt.toISOString(), timeZone: expiration.timeZone }),
    ...(nextReminderDate === undefined ? {} : { nextReminderDate }),
    ...(replacedBy === null ? {} : { replacedBy }),
  };
}
