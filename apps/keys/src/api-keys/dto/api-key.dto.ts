import { roleAssignment } from '#libs/contracts';
import { z } from 'zod';
import type { ApiKey } from '../api-key.js';
import { statusAt, statuses } from '../domain/status.js';
import type { IssuedKey } from '../key-issuer.js';

const CID = 'ak90b1c2d3e4f56a78';

const shared = {
  cid: z.string().meta({ description: 'The id of the key.', example: CID }),
  name: z.string().meta({ example: 'ci-deploy' }),
  roles: z.array(roleAssignment).meta({ example: [{ type: 'DEFAULT', role: 'USER' }] }),
};

const description = z.string().meta({ example: 'Deploys the web shop from CI' });

const expirationDate = z.iso.datetime().meta({
  description: 'The instant from which the key is refused (exclusive end), in UTC.',
  example: '2027-03-31T22:00:00.000Z',
});

/** An API key as the API shows it: everything but the key. */
export const apiKeyAnswer = z.object({
  ...shared,
  description: description.optional(),
  createdDate: z.iso.datetime().meta({ example: '2027-03-01T10:15:00.000Z' }),
  expirationDate: expirationDate.optional(),
  timeZone: z.string().optional().meta({ description: 'The zone in which the last day was chosen.', example: 'Europe/Berlin' }),
  last4: z.string().meta({ description: 'The last four characters of the key.', example: 'x7Qd' }),
  status: z.enum(statuses).meta({ description: 'EXPIRING: within its last seven days.', example: 'ACTIVE' }),
  owner: z
    .object({ id: z.string(), email: z.string(), name: z.string() })
    .meta({ example: { id: 'us5d6e7f8091a2b3c4', email: 'ada@example.com', name: 'Ada' } }),
});

/** The answer to a key's creation, which alone holds the key itself. */
export const issuedKeyAnswer = z.object({
  apiKey: z.string().meta({ description: 'The key. It is shown here and never again.', example: `cfw_${'0'.repeat(43)}4wR5Ue` }),
  ...shared,
  description: description.nullable(),
  expirationDate: expirationDate.nullable(),
});

/** One page of keys, newest first. */
export const apiKeyPage = z.object({
  page: z.int().meta({ example: 0 }),
  total: z.int().meta({ description: 'How many keys there are on all pages.', example: 1 }),
  totalPages: z.int().meta({ example: 1 }),
  apiKeys: z.array(apiKeyAnswer),
});

/** An API key as the API shows it. */
export type ApiKeyAnswer = Readonly<z.infer<typeof apiKeyAnswer>>;

/** The answer to a key's creation. */
export type IssuedKeyAnswer = Readonly<z.infer<typeof issuedKeyAnswer>>;

/** One page of keys. */
export type ApiKeyPage = Readonly<z.infer<typeof apiKeyPage>>;

/** Shows a key as it stands at `now`; what it doesn't have is left out. */
export function showKey(key: ApiKey, now: Date): ApiKeyAnswer {
  const { cid, name, roles, description, createdAt, expiration, last4, owner } = key;
  return {
    cid,
    name,
    ...(description === null ? {} : { description }),
    createdDate: createdAt.toISOString(),
    ...(expiration === null ? {} : { expirationDate: expiration.expiresAt.toISOString(), timeZone: expiration.timeZone }),
    last4,
    roles: [...roles],
    status: statusAt(key, now),
    owner: { ...owner },
  };
}

/** The one answer that shows the key itself. */
export function showIssuedKey({ key, plain }: IssuedKey): IssuedKeyAnswer {
  const { cid, name, description, expiration, roles } = key;
  const expirationDate = expiration && expiration.expiresAt.toISOString();
  return { apiKey: plain.reveal(), cid, name, description, expirationDate, roles: [...roles] };
}
