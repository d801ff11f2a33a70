import type { Permission } from '#libs/contracts';
import { role, type Caller } from './caller.js';
import type { KeysService } from './keys-service.js';

const OTHER = 'ws0000000000000002';

/** A custom role as it is given to keys and users. */
export function custom(tag: string): { readonly type: 'CUSTOM'; readonly tag: string } {
  return { type: 'CUSTOM', tag };
}

/** Someone whose key may do exactly this. The role behind it has the tag that is answered. */
export async function holderOf(
  service: KeysService,
  held: readonly Permission[],
): Promise<{ readonly caller: Caller; readonly tag: string; readonly cid: string }> {
  const tag = `held-${Math.random().toString(36).slice(2)}`;
  const made = await service.as().send('/api/v1/roles', { method: 'POST', body: { name: tag, tag, permissions: held } });
  if (made.status !== 200) throw new Error(`No role was made: ${made.text}`);
  const { apiKey, cid } = await service.as().issue({ roles: [custom(tag)] });
  return { caller: service.as(apiKey), tag, cid };
}

/** The admin of another workspace, which no route can make. */
export async function strangerTo(service: KeysService): Promise<Caller> {
  const { apiKey, cid } = await service.as().issue({ name: 'moved', roles: [role('ADMIN')] });
  await service.query(`INSERT INTO keys.workspaces (id, name, time_zone) VALUES ($1, 'Other', 'UTC')`, OTHER);
  const user = `INSERT INTO keys.users (id, workspace_id, email, name, roles, joined_at)
    VALUES ('us0000000000000002', $1, 'admin@other.example', 'O', '[{"type": "DEFAULT", "role": "ADMIN"}]', now())`;
  await service.query(user, OTHER);
  await service.query(`UPDATE keys.api_keys SET workspace_id = $1, owner_id = 'us0000000000000002' WHERE cid = $2`, OTHER, cid);
  return service.as(apiKey);
}
