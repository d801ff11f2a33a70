import { z } from 'zod';
import {
  showExpiration,
  shownFields,
  shownNotifications,
  shownOwner,
  shownResponse,
  showNotifications,
  showResponse,
  statusAt,
} from '../../credentials/index.js';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import type { Secret } from '../secret.js';

/** A secret as the API shows it: everything but its value. */
export const secretAnswer = z
  .object({
    id: z.string().meta({ description: 'The id of the secret.', example: 'se90b1c2d3e4f56a78' }),
    name: shownFields.name.meta({ example: 'Billing database' }),
    tag: z.string().meta({ description: 'By what configuration refers to it.', example: 'billing_db' }),
    createdDate: shownFields.createdDate,
    expirationDate: shownFields.expirationDate.optional(),
    timeZone: shownFields.timeZone.optional(),
    status: shownFields.status,
    owner: shownOwner,
    notifications: shownNotifications.optional(),
    reminderResponse: shownResponse.optional(),
  })
  .meta({ id: 'Secret' });

/** One page of secrets, newest first. */
export const secretPage = z.object({ ...pageEnvelope, secrets: z.array(secretAnswer) }).meta({ id: 'SecretPage' });

/** The query of `GET /api/v1/secrets`. Parameters nobody knows are ignored. */
export const listSecretsQuery = z.object(pagingFields);

/** Which page of the secrets is asked for. */
export type ListSecrets = Readonly<z.output<typeof listSecretsQuery>>;

/** A secret as the API shows it. */
export type SecretAnswer = Readonly<z.infer<typeof secretAnswer>>;

/** One page of secrets. */
export type SecretPage = Readonly<z.infer<typeof secretPage>>;

/** Shows a secret as it stands at `now`; what it doesn't have is left out. */
export function showSecret(secret: Secret, now: Date): SecretAnswer {
  const { id, name, tag, createdAt, expiration, owner } = secret;
  return {
    id,
    name,
    tag,
    createdDate: createdAt.toISOString(),
    ...showExpiration(expiration),
    status: statusAt(secret, now),
    owner: { ...owner },
    ...showNotifications(secret.notifications),
    ...showResponse(secret.response),
  };
}
