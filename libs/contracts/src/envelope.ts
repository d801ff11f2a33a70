import { z } from 'zod';

/** What every event has around its data: CloudEvents 1.0. */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().regex(/^ev[0-9a-f]{16}$/),
  source: z.string().min(1),
  subject: z.string().min(1).describe('The id of what the event is about.'),
  time: z.iso.datetime({ offset: false }),
  datacontenttype: z.literal('application/json'),
  requestid: z
    .string()
    .optional()
    .describe('CloudEvents extension: the request that caused the change, to follow it through the logs.'),
  traceparent: z
    .string()
    .optional()
    .describe('CloudEvents Distributed Tracing extension: the W3C traceparent of the change, where Curfew is traced.'),
});
