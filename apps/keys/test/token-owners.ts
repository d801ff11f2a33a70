import { randomBytes } from 'node:crypto';
import { role, type Caller } from './caller.js';
import type { KeysService } from './keys-service.js';

/** Someone of the workspace, and the API as a key of theirs sees it that may do everything: only such a one handles their tokens. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly caller: Caller;
}

/** Adds a user with this role, and such a key. */
export async function personOf(service: KeysService, roleName: string): Promise<Person> {
  const id = `us${randomBytes(8).toString('hex')}`;
  const email = `${id}@example.com`;
  const roles = JSON.stringify([role(roleName)]);
  const sql = `
    INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
    SELECT $1, id, $2, 'Someone', $3, now() FROM keys.workspaces ORDER BY created_at LIMIT 1`;
  await service.query(sql, id, email, roles);
  return { id, email, caller: await keyOf(service, id, 'ADMIN') };
}

/** The API as seen with a new key that this user owns, with this role. */
export async function keyOf(service: KeysService, userId: string, roleName: string): Promise<Caller> {
  const { apiKey, cid } = await service.as().issue({ roles: [role(roleName)] });
  await service.query('UPDATE keys.api_keys SET owner_id = $1 WHERE cid = $2', userId, cid);
  return service.as(apiKey);
}

/** Changes a user in the database as whoever manages users does, with the note for what is cached of them. */
export async function changeUser(service: KeysService, userId: string, change: string): Promise<void> {
  await service.query(`UPDATE keys.users SET ${change}, version = version + 1 WHERE id = $1`, userId);
  await service.query('INSERT INTO keys.changes (subject) VALUES ($1)', userId);
}
