import { redact } from './redaction.js';

/**
 * The fields a log line may carry; anything else is dropped before it is written. Names of credentials, addresses of
 * people, bodies, headers and query strings are not here, and that is the point.
 */
export const loggedFields = [
  'attempt',
  'channel',
  'cid',
  'cids',
  'consumer',
  'context',
  'count',
  'dueAt',
  'durationMs',
  'error',
  'eventId',
  'eventIds',
  'eventType',
  'fence',
  'group',
  'messageId',
  'method',
  'nextAt',
  'outcome',
  'path',
  'pid',
  'port',
  'principal',
  'queue',
  'reason',
  'reminderId',
  'requestId',
  'requestIds',
  'role',
  'schema',
  'skewMs',
  'stack',
  'status',
  'stream',
  'streamId',
  'traceId',
  'version',
  'workspaceId',
] as const;

/** What may be said about a log line, by name; units are in the names. */
export type LogFields = Readonly<Partial<Record<(typeof loggedFields)[number], string | number | readonly string[]>>>;

/** Keeps the allowed fields, with secrets taken out of their texts. */
export function allowedFields(fields: object): Record<string, unknown> {
  const given = fields as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const name of loggedFields) {
    const value = given[name];
    if (typeof value === 'string') kept[name] = redact(value);
    else if (typeof value === 'number') kept[name] = value;
    else if (Array.isArray(value)) kept[name] = value.map((item) => redact(String(item)));
  }
  return kept;
}
