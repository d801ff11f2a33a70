import { z } from 'zod';
import { unknownFields } from '../../credentials/index.js';
import type { SecurityPolicy } from '../domain/security-policy.js';
import type { ViolatorCounts } from '../violator.js';

/** Said of a field that isn't there, and of one that is something else. */
const wrongly = (sentence: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined || input === null ? 'is required' : sentence),
});

const DAYS = 'must be a whole number from 1 to 400';

/** The body of `PUT /api/v1/security-policy`: the whole policy. */
export const securityPolicyBody = z
  .strictObject(
    {
      requireExpiration: z.boolean(wrongly('must be true or false')).meta({
        description:
          'Whether new API keys and personal access tokens must have an expiration date, within `maximumLifetimeDays`.',
        example: true,
      }),
      maximumLifetimeDays: z
        .number(wrongly(DAYS))
        .refine((days) => Number.isInteger(days) && days >= 1 && days <= 400, DAYS)
        .meta({
          description: 'How many days from today an expiration date may lie at most.',
          type: 'integer',
          minimum: 1,
          maximum: 400,
          example: 400,
        }),
    },
    { error: unknownFields },
  )
  .meta({ id: 'SetSecurityPolicy' });

/** A policy that is to be set. */
export type SetSecurityPolicy = Readonly<z.output<typeof securityPolicyBody>>;

const count = z.int().min(0).meta({ maximum: undefined });

/** A policy as the API shows it. */
export const securityPolicyAnswer = z
  .object({
    requireExpiration: z.boolean().meta({ example: true }),
    maximumLifetimeDays: z.int().min(1).max(400).meta({ example: 400 }),
    violations: z
      .object({
        total: count.meta({ example: 3 }),
        apiKeys: count.meta({ example: 2 }),
        personalTokens: count.meta({ example: 1 }),
      })
      .meta({ description: 'How many valid credentials are other than the policy asks; they keep what they have.' }),
  })
  .meta({ id: 'SecurityPolicy' });

/** A policy as the API shows it. */
export type SecurityPolicyAnswer = Readonly<z.infer<typeof securityPolicyAnswer>>;

/** Shows a policy, and how many violate it. */
export function showPolicy({ policy, counts }: Standing): SecurityPolicyAnswer {
  const { requireExpiration, maximumLifetimeDays } = policy;
  const { API_KEY: apiKeys, PERSONAL_API_KEY: personalTokens } = counts;
  return { requireExpiration, maximumLifetimeDays, violations: { total: apiKeys + personalTokens, apiKeys, personalTokens } };
}

interface Standing {
  readonly policy: SecurityPolicy;
  readonly counts: ViolatorCounts;
}
