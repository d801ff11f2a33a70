import { z } from 'zod';
import { credentialSnapshot } from './credential-snapshot.js';

/** What can happen to a credential that others are told of. */
export const keyEventTypes = ['KeyCreated', 'KeyUpdated', 'KeyDeleted'] as const;

/** What can happen to a credential that others are told of. */
export type KeyEventType = (typeof keyEventTypes)[number];

/**
 * A CloudEvents 1.0 envelope around the full snapshot of a credential after the change. At least once, in order per
 * credential: a consumer drops an `id` it has seen and a `version` older than the one it holds.
 */
export const keyEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().regex(/^ev[0-9a-f]{16}$/),
  source: z.string().min(1),
  type: z.enum(keyEventTypes),
  subject: z.string().min(1).describe('The id of the credential.'),
  time: z.iso.datetime({ offset: false }),
  datacontenttype: z.literal('application/json'),
  requestid: z
    .string()
    .optional()
    .describe('CloudEvents extension: the request that caused the change, to follow it through the logs.'),
  data: credentialSnapshot,
});

/** One change of one credential, with the snapshot it led to. */
export type KeyEvent = Readonly<z.infer<typeof keyEvent>>;
