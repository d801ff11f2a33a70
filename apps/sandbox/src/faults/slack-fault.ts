import { z } from 'zod';

/** Errors about the app's own token: Slack answers every method with them, so that is what these faults do. */
const TOKEN_ERRORS = ['account_inactive', 'invalid_auth', 'not_authed', 'token_expired', 'token_revoked'];

const POSTING = 'chat.postMessage';
const times = z.int().min(1).max(1_000_000).optional();
const method = z
  .string()
  .regex(/^(\*|[A-Za-z]+(\.[A-Za-z]+)+)$/, 'must be a method such as chat.postMessage, or *')
  .default(POSTING);
const accepted = (usually: boolean) => z.boolean().default(usually);
const never = z.literal(false).default(false);

const error = z
  .strictObject({
    fault: z.literal('error'),
    error: z.string().regex(/^[a-z_]{1,80}$/, 'must be an error code of Slack, such as channel_not_found'),
    method: method.unwrap().optional(),
    accepted: never,
    times,
  })
  .transform((fault) => ({ ...fault, method: fault.method ?? (TOKEN_ERRORS.includes(fault.error) ? '*' : POSTING) }));

/**
 * One way the Slack API misbehaves, `times` times, or until it is cleared when `times` is absent. `accepted` says whether
 * the call takes effect all the same: then the message is recorded, and only the answer is bad.
 */
export const slackFault = z.discriminatedUnion('fault', [
  z.strictObject({
    fault: z.literal('rateLimit'),
    retryAfter: z
      .union([z.int().min(0), z.string().regex(/^[\x20-\x7e]{0,100}$/)], 'must be a number of seconds, or any line of text')
      .optional(),
    method,
    accepted: never,
    times,
  }),
  z.strictObject({
    fault: z.literal('status'),
    status: z.int().min(400).max(599).default(500),
    method,
    accepted: accepted(false),
    times,
  }),
  error,
  z.strictObject({ fault: z.literal('hang'), method, accepted: accepted(false), times }),
  z.strictObject({ fault: z.literal('dropBefore'), method, accepted: never, times }),
  z.strictObject({ fault: z.literal('dropAfterAcceptance'), method, accepted: z.literal(true).default(true), times }),
  z.strictObject({ fault: z.literal('html'), method, accepted: accepted(false), times }),
  z.strictObject({ fault: z.literal('truncated'), method, accepted: accepted(true), times }),
]);

/** A fault of the Slack API, its defaults filled in. */
export type SlackFault = z.output<typeof slackFault>;
