import { verification, verificationCodes } from '#libs/contracts';
import { z } from 'zod';

const { kind, workspaceId, name, roles, permissions } = verification.shape;

const verified = verification.extend({
  valid: z.literal(true),
  code: z.literal('VALID'),
  cid: z.string(),
  kind: kind.unwrap(),
  workspaceId: workspaceId.unwrap(),
  name: name.unwrap(),
  roles: roles.unwrap(),
  permissions: permissions.unwrap(),
});

const refused = verification.extend({ valid: z.literal(false), code: z.enum(verificationCodes).exclude(['VALID']) });

/** An answer that contradicts itself (`valid`, but EXPIRED; good, but nobody's) is none. */
const answered = z.discriminatedUnion('valid', [verified, refused]);

/** A good key: whose it is, and all it may do. */
export type VerifiedCredential = Readonly<z.output<typeof verified>>;

/** A key that is not to be let in, and why. Nothing is told of one that is unknown. */
export type RefusedCredential = Readonly<z.output<typeof refused>>;

/** What is said of a presented key; look at `valid` first. */
export type Verification = VerifiedCredential | RefusedCredential;

/** An answer of the bus, looked at once more. Throws if it makes no sense. */
export function verificationFrom(answer: unknown): Verification {
  return answered.parse(answer);
}

/** To a service of one workspace a key of another is as unknown as one that never was. */
export function seenFrom(answer: Verification, mine: string | undefined): Verification {
  const tellsOfACredential = answer.valid || answer.cid !== undefined;
  if (mine === undefined || !tellsOfACredential || answer.workspaceId === mine) return answer;
  return { valid: false, code: 'NOT_FOUND' };
}
