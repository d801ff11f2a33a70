import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Card } from '../stack/card.js';

const issued = z.object({ apiKey: z.string(), cid: z.string(), name: z.string() });

/** A key of the demonstration; the key itself is not kept. */
export interface DemoKey {
  readonly cid: string;
  readonly name: string;
  readonly last4: string;
  /** When its reminder falls due. */
  readonly dueAt: Date;
}

/** A key to be created: its reminder falls due at `dueAt`, `leadDays` before it expires. */
export interface KeyWish {
  readonly name: string;
  readonly leadDays: number;
  readonly dueAt: Date;
}

/** Creates a key by the API, as any client would. Throws a sentence when it is refused. */
export async function createKey(card: Card, { name, leadDays, dueAt }: KeyWish): Promise<DemoKey> {
  // In UTC every day has 24 hours, so that days before and days after are the same length.
  const expirationDate = new Date(dueAt.getTime() + leadDays * 86_400_000).toISOString();
  const roles = [{ type: 'DEFAULT', role: 'READ_ONLY' }];
  const answer = await call(card, { method: 'POST', path: '', body: { name, roles, expirationDate, timeZone: 'UTC' } });
  const { apiKey, cid } = issued.parse(await answer.json());
  return { cid, name, last4: apiKey.slice(-4), dueAt };
}

/** Deletes a key by the API. */
export async function deleteKey(card: Card, { cid }: DemoKey): Promise<void> {
  await call(card, { method: 'DELETE', path: `/${cid}` });
}

async function call(card: Card, { method, path, body }: { method: string; path: string; body?: object }): Promise<Response> {
  const key = readFileSync(card.adminKeyFile, 'utf8').trim();
  const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) };
  const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${card.apiUrl}/api/v1/auth/key${path}`, request);
  if (!answer.ok) throw new Error(`${method} /api/v1/auth/key was refused (${answer.status}): ${await answer.text()}`);
  return answer;
}
