import { credentialKinds, type CredentialKind } from '#libs/contracts';
import { z } from 'zod';
import { activityFields, showActivity } from '../../activity/index.js';
import { expiresBeforeField, showExpiration, shownFields, shownOwner, statusAt } from '../../credentials/index.js';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import type { ListedCredential } from '../inventory.service.js';

/** The names of the kinds in the API: those of the audit log. */
export const wireKinds = { apiKey: 'API_KEY', personalToken: 'PERSONAL_API_KEY', secret: 'SECRET' } as const;

type WireKind = (typeof wireKinds)[CredentialKind];

const kindNames = credentialKinds.map((kind) => wireKinds[kind]) as readonly WireKind[];

/** Which credentials are wanted. Parameters nobody knows are ignored. */
const inventoryFilterFields = {
  kind: z
    .enum(kindNames, `must be one of ${kindNames.join(', ')}`)
    .transform((name) => credentialKinds.find((kind) => wireKinds[kind] === name))
    .optional()
    .meta({ description: 'Only credentials of this kind.', example: 'API_KEY' }),
  expiresBefore: expiresBeforeField.optional(),
};

/** The query of `GET /api/v1/inventory`. */
export const inventoryQuery = z.object({ ...pagingFields, ...inventoryFilterFields });

/** Which credentials are wanted, and which page of them. */
export type InventoryQuery = Readonly<z.output<typeof inventoryQuery>>;

/** The query of `GET /api/v1/inventory/export`. */
export const exportQuery = z.object(inventoryFilterFields);

/** Which credentials are wanted. */
export type ExportQuery = Readonly<z.output<typeof exportQuery>>;

const inventoryCredential = z
  .object({
    cid: z.string().meta({ description: 'The id of the credential.', example: 'ak90b1c2d3e4f56a78' }),
    kind: z.enum(kindNames).meta({ example: 'API_KEY' }),
    name: shownFields.name,
    description: shownFields.description.optional(),
    tag: z.string().optional().meta({ description: 'By what name configuration refers to a secret.', example: 'billing_db' }),
    last4: shownFields.last4.optional(),
    owner: shownOwner,
    status: shownFields.status,
    createdDate: shownFields.createdDate,
    expirationDate: shownFields.expirationDate.optional(),
    timeZone: shownFields.timeZone.optional(),
    ...activityFields,
    replacedBy: z.string().optional().meta({ description: 'Its successor.', example: 'ak0f1e2d3c4b5a6978' }),
  })
  .meta({ id: 'InventoryCredential' });

/** One page of credentials of all kinds, soonest expiration first. */
export const inventoryPage = z
  .object({ ...pageEnvelope, credentials: z.array(inventoryCredential) })
  .meta({ id: 'InventoryPage' });

/** One page of credentials of all kinds. */
export type InventoryPage = Readonly<z.infer<typeof inventoryPage>>;

/** Shows a credential as it stands at `now`; what it doesn't have is left out. */
export function showCredential(credential: ListedCredential, now: Date): z.infer<typeof inventoryCredential> {
  const { id, kind, name, description, tag, last4, owner, createdAt, expiration, activity, replacedBy } = credential;
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
    ...showExpiration(expiration),
    ...showActivity(activity),
    ...(replacedBy === null ? {} : { replacedBy }),
  };
}
