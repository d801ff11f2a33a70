import { randomBytes } from 'node:crypto';
import { defaultRoles, permissions, type Permission } from '#libs/contracts';
import { PlainKey } from '../src/key-material/index.js';
import type { Caller } from './caller.js';
import type { KeysService } from './keys-service.js';
import { holderOf, strangerTo } from './people.js';
import { changeUser, keyOf, personOf } from './token-owners.js';
import { issue as issueToken } from './tokens.js';

/** Someone who sends requests, and what there is to expect of them. */
export interface KnownCaller {
  readonly called: string;
  readonly caller: Caller;
  /** What they may do; `null` for whoever is let in nowhere. */
  readonly held: readonly Permission[] | null;
  /** Whether they speak for a user: with a token, or a key that may do everything. */
  readonly isOwner: boolean;
  /** Whether they are of the workspace that the requests are about. */
  readonly isHere: boolean;
  /** Whether they present no credential at all. */
  readonly isNobody?: boolean;
}

const manager = permissions.filter(
  (one) => !['Edit roles', 'Manage users', 'Configure security policy', 'Configure IP allowlist'].includes(one),
);

/** What the default roles may do, as the specification words it. */
const held: Record<(typeof defaultRoles)[number], readonly Permission[]> = {
  READ_ONLY: [],
  USER: [],
  MANAGER: manager,
  ADMIN: permissions,
};

/** Every kind of caller: each role on a key and behind a token, custom roles, what has ended, strangers, and nobody. */
export async function everyKindOfCaller(service: KeysService): Promise<readonly KnownCaller[]> {
  return [
    ...(await ofEachRole(service)),
    ...(await ofCustomRoles(service)),
    ...(await ended(service)),
    ...(await outsiders(service)),
  ];
}

async function ofEachRole(service: KeysService): Promise<KnownCaller[]> {
  const callers: KnownCaller[] = [];
  for (const name of defaultRoles) {
    const { id, caller } = await personOf(service, name);
    const token = service.as((await issueToken(caller)).token);
    const common = { held: held[name], isHere: true };
    callers.push({ ...common, isOwner: true, called: `the token of a user of role ${name}`, caller: token });
    const isOwner = name === 'ADMIN';
    callers.push({ ...common, isOwner, called: `an API key of role ${name}`, caller: await keyOf(service, id, name) });
    const { apiKey } = await service.as().issue({ roles: [{ type: 'DEFAULT', role: name }] });
    callers.push({ ...common, isOwner, called: `an admin's API key of role ${name}`, caller: service.as(apiKey) });
  }
  return callers;
}

/** For each permission a key that holds it alone, and one that holds all the others. */
async function ofCustomRoles(service: KeysService): Promise<KnownCaller[]> {
  const callers: KnownCaller[] = [];
  for (const one of permissions) {
    const others = permissions.filter((other) => other !== one);
    const common = { isOwner: false, isHere: true };
    callers.push({ ...common, called: `a key for "${one}" alone`, held: [one], caller: (await holderOf(service, [one])).caller });
    callers.push({
      ...common,
      called: `a key for all but "${one}"`,
      held: others,
      caller: (await holderOf(service, others)).caller,
    });
  }
  return callers;
}

async function ended(service: KeysService): Promise<KnownCaller[]> {
  const [expired, revoked] = [await service.as().issue(ofAdmin), await service.as().issue(ofAdmin)];
  const [owner, gone] = [await personOf(service, 'ADMIN'), await personOf(service, 'ADMIN')];
  const tokens = [await issueToken(owner.caller), await issueToken(owner.caller), await issueToken(gone.caller)] as const;
  await expire(service, expired.cid, tokens[0].id);
  await service.as().delete(revoked.cid);
  await owner.caller.send(`/api/v1/auth/tokens/${tokens[1].id}`, { method: 'DELETE' });
  await changeUser(service, gone.id, 'deactivated_at = now()');
  const common = { held: null, isOwner: false, isHere: true };
  return [
    { ...common, called: 'an expired API key', caller: service.as(expired.apiKey) },
    { ...common, called: 'a revoked API key', caller: service.as(revoked.apiKey) },
    { ...common, called: 'an expired token', caller: service.as(tokens[0].token) },
    { ...common, called: 'a revoked token', caller: service.as(tokens[1].token) },
    { ...common, called: 'the token of a user who was deactivated', caller: service.as(tokens[2].token) },
  ];
}

async function outsiders(service: KeysService): Promise<KnownCaller[]> {
  const nobody = { held: null, isOwner: false, isHere: false };
  return [
    {
      called: 'the admin of another workspace',
      caller: await strangerTo(service),
      held: permissions,
      isOwner: true,
      isHere: false,
    },
    { ...nobody, called: 'whoever holds a key that never was', caller: service.as(PlainKey.make(randomBytes).reveal()) },
    { ...nobody, called: 'whoever holds nonsense', caller: service.as('nonsense') },
    { ...nobody, called: 'somebody without a credential', isNobody: true, caller: service.anonymous() },
  ];
}

const ofAdmin = { roles: [{ type: 'DEFAULT', role: 'ADMIN' }] };

/** Makes credentials end a minute ago, as only time does. */
async function expire(service: KeysService, cid: string, tokenId: string): Promise<void> {
  const past = `expiration_precision = 'instant', expiration_date = '2020-01-01', expiration_time_zone = 'UTC',
    expires_at = now() - interval '1 minute', expiration_set_at = now() - interval '1 hour'`;
  await service.query(`UPDATE keys.api_keys SET ${past} WHERE cid = $1`, cid);
  await service.query(`UPDATE keys.personal_tokens SET ${past} WHERE id = $1`, tokenId);
}
