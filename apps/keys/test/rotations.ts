import type { CredentialSnapshot } from '#libs/contracts';
import type { ApiKeyAnswer, RotatedKeyAnswer } from '../src/api-keys/index.js';
import type { Answer, Caller, ErrorBody } from './caller.js';
import type { KeysService } from './keys-service.js';

/** An hour, in milliseconds. */
export const HOUR_MS = 60 * 60 * 1_000;
/** A day of 24 hours, in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;

/** Asks for a successor of a key. */
export function askToRotate<Body = ErrorBody>(by: Caller, cid: string, body?: unknown): Promise<Answer<Body>> {
  return by.send(`/api/v1/auth/key/${cid}/rotate`, { method: 'POST', ...(body === undefined ? {} : { body }) });
}

/** Rotates a key that is sure to be rotated. */
export async function rotate(by: Caller, cid: string, body?: unknown): Promise<RotatedKeyAnswer> {
  const answer = await askToRotate<RotatedKeyAnswer>(by, cid, body);
  if (answer.status !== 200) throw new Error(`No key was rotated: ${answer.text}`);
  return answer.body;
}

/** A key as the admin sees it. */
export async function shown(service: KeysService, cid: string): Promise<ApiKeyAnswer> {
  return (await service.as().get<ApiKeyAnswer>(cid)).body;
}

/** What is said of a presented key. */
export async function codeOf(service: KeysService, key: string, bearer?: object): Promise<string> {
  const body = { key, ...(bearer ? { bearer } : {}) };
  const answer = await service.as().send<{ code: string }>('/api/v1/auth/verify', { method: 'POST', body });
  return answer.body.code;
}

/** What was told of a key, oldest first. */
export function eventsOf(service: KeysService, cid: string): Promise<{ type: string; data: CredentialSnapshot }[]> {
  const sql = `SELECT event ->> 'type' AS type, event -> 'data' AS data FROM keys.outbox WHERE event ->> 'subject' = $1 ORDER BY id`;
  return service.query(sql, cid);
}

/** Who did what to a key, oldest first. */
export function auditOf(service: KeysService, cid: string): Promise<{ action: string; actor: string }[]> {
  const sql = `
    SELECT action, coalesce(actor_credential, actor_type) AS actor FROM keys.audit_entries WHERE object_identifier = $1 ORDER BY id`;
  return service.query(sql, cid);
}
