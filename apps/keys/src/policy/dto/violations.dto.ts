import { z } from 'zod';
import { showExpiration, shownFields, shownOwner } from '../../credentials/index.js';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import { violations } from '../domain/violation.js';
import { violatorKinds, type Violator } from '../violator.js';

/** The query of `GET /api/v1/security-policy/violations`. Parameters nobody knows are ignored. */
export const violationsQuery = z.object(pagingFields);

/** Which page is asked for. */
export type ViolationsQuery = Readonly<z.output<typeof violationsQuery>>;

const violator = z
  .object({
    kind: z.enum(violatorKinds).meta({ example: 'API_KEY' }),
    id: z.string().meta({ description: 'The cid of the key, or the id of the token.', example: 'ak90b1c2d3e4f56a78' }),
    name: shownFields.name,
    owner: shownOwner,
    createdDate: shownFields.createdDate,
    expirationDate: shownFields.expirationDate.optional(),
    timeZone: shownFields.timeZone.optional(),
    violation: z.enum(violations).meta({
      description: 'NO_EXPIRATION: it has none. LIFETIME_TOO_LONG: it lies further away than the policy allows.',
      example: 'NO_EXPIRATION',
    }),
  })
  .meta({ id: 'PolicyViolation' });

/** One page of what violates the policy, newest first. */
export const violationsPage = z.object({ ...pageEnvelope, violations: z.array(violator) }).meta({ id: 'PolicyViolationPage' });

/** One page of what violates the policy. */
export type ViolationsPage = Readonly<z.infer<typeof violationsPage>>;

/** Shows a credential that violates the policy; what it doesn't have is left out. */
export function showViolator({ kind, id, name, owner, createdAt, expiration, violation }: Violator): z.infer<typeof violator> {
  return { kind, id, name, owner: { ...owner }, createdDate: createdAt.toISOString(), ...showExpiration(expiration), violation };
}
