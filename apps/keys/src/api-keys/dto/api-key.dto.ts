import { customRoleAssignment, defaultRoleAssignment } from '#libs/contracts';
import { z } from 'zod';
import { activityFields, showActivity, type Activity } from '../../activity/index.js';
import {
  shownFields,
  shownNotifications,
  shownOwner,
  showExpiration,
  shownResponse,
  showNotifications,
  showResponse,
  statusAt,
} from '../../credentials/index.js';
import { pageEnvelope } from '../../http/index.js';
import type { ApiKey } from '../api-key.js';
import type { IssuedKey } from '../key-issuer.js';

const shared = {
  cid: z.string().meta({ description: 'The id of the key.', example: 'ak90b1c2d3e4f56a78' }),
  name: shownFields.name,
  roles: z
    .array(
      z.discriminatedUnion('type', [
        z.object({
          type: defaultRoleAssignment.shape.type.meta({ example: 'DEFAULT' }),
          role: defaultRoleAssignment.shape.role.meta({ example: 'USER' }),
        }),
        z.object({
          type: customRoleAssignment.shape.type.meta({ example: 'CUSTOM' }),
          tag: customRoleAssignment.shape.tag.meta({ example: 'my-role' }),
        }),
      ]),
    )
    .meta({ example: [{ type: 'DEFAULT', role: 'USER' }] }),
};

/** An API key as the API shows it: everything but the key. */
export const apiKeyAnswer = z
  .object({
    ...shared,
    description: shownFields.description.optional(),
    createdDate: shownFields.createdDate,
    expirationDate: shownFields.expirationDate.optional(),
    timeZone: shownFields.timeZone.optional(),
    last4: shownFields.last4,
    status: shownFields.status,
    owner: shownOwner,
    ...activityFields,
    notifications: shownNotifications.optional(),
    reminderResponse: shownResponse.optional(),
    replaces: z.string().optional().meta({ description: 'The key this one is the successor of.', example: 'ak0f1e2d3c4b5a6978' }),
    replacedBy: z.string().optional().meta({ description: 'The successor of this key.', example: 'ak0f1e2d3c4b5a6978' }),
  })
  .meta({ id: 'ApiKey' });

/** The answer to a key's creation, which alone holds the key itself. */
export const issuedKeyAnswer = z
  .object({
    apiKey: z.string().meta({ description: 'The key. It is shown here and never again.', example: `cfw_${'0'.repeat(49)}` }),
    ...shared,
    description: shownFields.description.nullable(),
    expirationDate: shownFields.expirationDate.nullable(),
  })
  .meta({ id: 'IssuedApiKey' });

/** The answer to a key's rotation, which alone holds the successor itself. */
export const rotatedKeyAnswer = issuedKeyAnswer
  .extend({ replaces: z.string().meta({ description: 'The key that was rotated.', example: 'ak0f1e2d3c4b5a6978' }) })
  .meta({ id: 'RotatedApiKey' });

/** One page of keys, newest first. */
export const apiKeyPage = z
  .object({
    ...pageEnvelope,
    apiKeys: z.array(apiKeyAnswer),
  })
  .meta({ id: 'ApiKeyPage' });

/** An API key as the API shows it. */
export type ApiKeyAnswer = Readonly<z.infer<typeof apiKeyAnswer>>;

/** The answer to a key's creation. */
export type IssuedKeyAnswer = Readonly<z.infer<typeof issuedKeyAnswer>>;

/** The answer to a key's rotation. */
export type RotatedKeyAnswer = Readonly<z.infer<typeof rotatedKeyAnswer>>;

/** One page of keys. */
export type ApiKeyPage = Readonly<z.infer<typeof apiKeyPage>>;

/** When a key is shown, and what is known of its use. */
interface Sight {
  readonly now: Date;
  readonly activity?: Activity | undefined;
}

/** Shows a key as it stands at `now`; what it doesn't have is left out. */
export function showKey(key: ApiKey, { now, activity }: Sight): ApiKeyAnswer {
  const { cid, name, roles, description, createdAt, expiration, last4, owner, replaces, replacedBy } = key;
  return {
    cid,
    name,
    ...(description === null ? {} : { description }),
    createdDate: createdAt.toISOString(),
    ...showExpiration(expiration),
    last4,
    roles: [...roles],
    status: statusAt(key, now),
    owner: { ...owner },
    ...showActivity(activity),
    ...showNotifications(key.notifications),
    ...showResponse(key.response),
    ...(replaces === null ? {} : { replaces }),
    ...(replacedBy === null ? {} : { replacedBy }),
  };
}

/** The one answer that shows the key itself. */
export function showIssuedKey({ key, plain }: IssuedKey): IssuedKeyAnswer {
  const { cid, name, description, expiration, roles } = key;
  const expirationDate = expiration?.expiresAt.toISOString() ?? null;
  return { apiKey: plain.reveal(), cid, name, description, expirationDate, roles: [...roles] };
}

/** The one answer that shows the successor itself. */
export function showRotatedKey(successor: IssuedKey, replaces: string): RotatedKeyAnswer {
  return { ...showIssuedKey(successor), replaces };
}
