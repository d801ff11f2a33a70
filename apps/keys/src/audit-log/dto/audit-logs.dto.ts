import { z } from 'zod';
import { pageEnvelope, pagingFields } from '../../http/index.js';
import { actorTypes, auditActions, auditedObjects } from '../../journal/index.js';
import type { LoggedEntry } from '../logged-entry.js';
import { anyValue, listOf, oneOf } from './list-filter.js';
import { momentField } from './time-filter.js';

/** The query of `GET /api/v1/audit-logs`: any of the values of a parameter, and all parameters. Those nobody knows are ignored. */
export const auditLogsQuery = z
  .object({
    ...pagingFields,
    startTime: momentField('first')
      .optional()
      .meta({ description: 'From this moment on; a day from its start in UTC.', example: '2027-03-01T00:00:00Z' }),
    endTime: momentField('after')
      .optional()
      .meta({ description: 'Up to and including this moment; a day up to its end in UTC.', example: '2027-03-31T23:59:59Z' }),
    actions: listOf(oneOf(auditActions)).meta({ description: 'What was done.', example: 'CREATE,DELETE' }),
    objectTypes: listOf(oneOf(auditedObjects)).meta({ description: 'To what kind of object.', example: 'API_KEY,ROLE' }),
    objectIdentifiers: listOf(anyValue).meta({ description: 'To which objects.', example: 'ak90b1c2d3e4f56a78' }),
    actorTypes: listOf(oneOf(actorTypes)).meta({ description: 'With what kind of credential.', example: 'API_KEY' }),
    actorEmails: listOf(anyValue).meta({
      description: 'By credentials of these users, whatever the case.',
      example: 'ada@example.com',
    }),
    actorApiKeyIdentifiers: listOf(anyValue).meta({
      description: 'With these API keys or personal access tokens.',
      example: 'ak0f1e2d3c4b5a6978',
    }),
    actorIpAddresses: listOf(anyValue).meta({
      description: 'From these addresses, as the log shows them.',
      example: '203.0.113.7',
    }),
  })
  .refine(({ startTime, endTime }) => !startTime || !endTime || startTime < endTime, {
    path: ['endTime'],
    error: 'must not be before startTime',
  });

/** Which entries are asked for, and which page of them. */
export type AuditLogsQuery = Readonly<z.output<typeof auditLogsQuery>>;

const auditLog = z
  .object({
    action: z.enum(auditActions).meta({ example: 'CREATE' }),
    objectType: z.enum(auditedObjects).meta({ example: 'API_KEY' }),
    objectIdentifier: z.string().meta({ description: 'The cid, id or tag of the object.', example: 'ak90b1c2d3e4f56a78' }),
    timestamp: z.string().meta({ format: 'date-time', example: '2027-03-01T10:15:00.000Z' }),
    actorType: z.enum(actorTypes).meta({
      description:
        'ANONYMOUS: Curfew itself, whoever ran one of its commands, or a user without a credential: who accepted an invitation, or clicked in Slack.',
      example: 'API_KEY',
    }),
    actorIdentifier: z
      .string()
      .optional()
      .meta({ description: 'The id of the credential that was used.', example: 'ak0f1e2d3c4b5a6978' }),
    actorEmail: z.string().optional().meta({ description: 'The user behind the credential.', example: 'ada@example.com' }),
    ipAddress: z.string().optional().meta({ description: 'Where the request came from.', example: '203.0.113.7' }),
    requestId: z
      .string()
      .optional()
      .meta({ description: 'The request that did it, as in its answer and in the log lines.', example: 'req-7f3a' }),
    sequence: z.int().meta({ description: 'The place in the chain of the workspace, from 1, without gaps.', example: 1204 }),
  })
  .meta({ id: 'AuditLog' });

/** One page of the audit log, newest first. */
export const auditLogsPage = z.object({ ...pageEnvelope, logs: z.array(auditLog) }).meta({ id: 'AuditLogPage' });

/** One page of the audit log. */
export type AuditLogsPage = Readonly<z.infer<typeof auditLogsPage>>;

/** Shows an entry; what it doesn't have is left out. */
export function showEntry(entry: LoggedEntry): z.infer<typeof auditLog> {
  const { action, objectType, objectIdentifier, at, actorType, sequence } = entry;
  const { actorCredential, actorEmail, ipAddress, requestId } = entry;
  return {
    action,
    objectType,
    objectIdentifier,
    timestamp: at.toISOString(),
    actorType,
    ...(actorCredential === null ? {} : { actorIdentifier: actorCredential }),
    ...(actorEmail === null ? {} : { actorEmail }),
    ...(ipAddress === null ? {} : { ipAddress }),
    ...(requestId === null ? {} : { requestId }),
    sequence,
  };
}
