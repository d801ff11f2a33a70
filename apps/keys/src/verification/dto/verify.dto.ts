import {
  customRoleAssignment,
  defaultRoleAssignment,
  keyBearer,
  permissions,
  verification,
  verificationCodes,
  type Verification,
} from '#libs/contracts';
import { z } from 'zod';
import { optional, text, unknownFields } from '../../credentials/index.js';

const address = keyBearer.shape.address.unwrap();
const userAgent = keyBearer.shape.userAgent.unwrap();

const bearer = z
  .strictObject(
    {
      address: optional(address.meta({ description: 'From which IP address the key was presented.', example: '203.0.113.7' })),
      userAgent: optional(userAgent.meta({ description: 'What its user says it is.', example: 'deployer/1.4' })),
    },
    { error: (issue) => (issue.code === 'unrecognized_keys' ? unknownFields(issue) : 'must be an object') },
  )
  .meta({ description: 'Who presented the key: kept, approximately, as its last use.', example: { address: '203.0.113.7' } });

/** The body of `POST /api/v1/auth/verify`. */
export const verifyBody = z
  .strictObject(
    {
      key: text.min(1, 'must not be empty').meta({
        description: 'The API key or personal access token that was presented.',
        example: `cfw_${'0'.repeat(49)}`,
      }),
      permissions: optional(
        z
          .array(
            z.enum(permissions, `must be one of ${permissions.join(', ')}`).meta({ example: 'Edit API keys' }),
            'must be a list of permissions',
          )
          .max(permissions.length, `must be at most ${String(permissions.length)}`)
          .meta({ description: 'What its holder wants to do; all of it has to be allowed.', example: ['Edit API keys'] }),
      ),
      bearer: optional(bearer),
    },
    { error: unknownFields },
  )
  .meta({ id: 'Verify' });

/** What is asked of a key. */
export type Verify = Readonly<z.output<typeof verifyBody>>;

const role = z.discriminatedUnion('type', [
  z.object({
    type: defaultRoleAssignment.shape.type.meta({ example: 'DEFAULT' }),
    role: defaultRoleAssignment.shape.role.meta({ example: 'USER' }),
  }),
  z.object({
    type: customRoleAssignment.shape.type.meta({ example: 'CUSTOM' }),
    tag: customRoleAssignment.shape.tag.meta({ example: 'my-role' }),
  }),
]);

const { name, kind } = verification.shape;

/** What is said of a key. */
export const verificationAnswer = z
  .object({
    valid: z.boolean().meta({ description: 'Whether the key is good for what was asked; true with VALID alone.', example: true }),
    code: z.enum(verificationCodes).meta({
      description:
        'NOT_FOUND: unknown, or of another workspace. MALFORMED: no key of this service at all; nothing was looked up.',
      example: 'VALID',
    }),
    cid: z.string().optional().meta({ description: 'The id of the key or token.', example: 'ak90b1c2d3e4f56a78' }),
    kind: kind.meta({ example: 'apiKey' }),
    name: name.meta({ example: 'ci-deploy' }),
    roles: z
      .array(role)
      .optional()
      .meta({ example: [{ type: 'DEFAULT', role: 'USER' }] }),
    permissions: z
      .array(z.enum(permissions).meta({ example: 'Edit API keys' }))
      .optional()
      .meta({ description: 'All it may do; with VALID alone.', example: ['Edit API keys'] }),
    expirationDate: z.string().optional().meta({
      format: 'date-time',
      description: 'The instant from which it is refused (exclusive end), in UTC.',
      example: '2027-03-31T22:00:00.000Z',
    }),
  })
  .meta({ id: 'Verification' });

/** What is said of a key. */
export type VerificationAnswer = Readonly<z.infer<typeof verificationAnswer>>;

/** The answer as its caller sees it: in which workspace the key is goes without saying. */
export function showVerification({ workspaceId: _, ...shown }: Verification): VerificationAnswer {
  return shown;
}
