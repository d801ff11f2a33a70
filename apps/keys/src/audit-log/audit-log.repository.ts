import { rows, type Transaction } from '#libs/database';
import type { PageAsked } from '../http/index.js';
import type { AuditFilter, LoggedEntry } from './logged-entry.js';

/** Reads `keys.audit_entries`; nothing here can write them. */
export class AuditLogRepository {
  async count(tx: Transaction, wanted: WantedEntries): Promise<number> {
    const { where, parameters } = conditionsOf(wanted);
    const sql = `SELECT count(*)::int AS total FROM keys.audit_entries WHERE ${where}`;
    const [answer] = await rows<{ total: number }>(tx, { sql, parameters });
    return answer?.total ?? 0;
  }

  /** One page of those entries, newest first. */
  page(tx: Transaction, wanted: WantedEntries, { page, pageSize }: PageAsked): Promise<LoggedEntry[]> {
    const { where, parameters } = conditionsOf(wanted);
    const limit = `$${String(parameters.length + 1)}`;
    const sql = `
      SELECT action, object_type AS "objectType", object_identifier AS "objectIdentifier", actor_type AS "actorType",
             actor_credential AS "actorCredential", actor_email AS "actorEmail", ip_address AS "ipAddress",
             request_id AS "requestId", at, sequence::float8 AS sequence
      FROM keys.audit_entries WHERE ${where}
      ORDER BY at DESC, id DESC LIMIT ${limit} OFFSET ${limit}::bigint * $${String(parameters.length + 2)}::bigint`;
    return rows(tx, { sql, parameters: [...parameters, pageSize, page] });
  }
}

interface WantedEntries extends AuditFilter {
  readonly workspaceId: string;
}

/** A condition for each filter, where $ stands for its value. Only what is asked for is said, so that its index is used. */
const CONDITIONS: Readonly<Record<keyof WantedEntries, string>> = {
  workspaceId: 'workspace_id = $',
  startTime: 'at >= $',
  endTime: 'at < $',
  actions: 'action = ANY ($)',
  objectTypes: 'object_type = ANY ($)',
  objectIdentifiers: 'object_identifier = ANY ($)',
  actorTypes: 'actor_type = ANY ($)',
  actorEmails: 'lower(actor_email) = ANY (ARRAY(SELECT lower(email) FROM unnest($::text[]) email))',
  actorApiKeyIdentifiers: 'actor_credential = ANY ($)',
  actorIpAddresses: 'ip_address = ANY ($)',
};

function conditionsOf(wanted: WantedEntries): { readonly where: string; readonly parameters: readonly unknown[] } {
  const names = (Object.keys(CONDITIONS) as (keyof WantedEntries)[]).filter((name) => wanted[name] !== undefined);
  const where = names.map((name, place) => CONDITIONS[name].replace('$', () => `$${String(place + 1)}`)).join(' AND ');
  return { where, parameters: names.map((name) => wanted[name]) };
}
