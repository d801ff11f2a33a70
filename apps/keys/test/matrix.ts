import type { Permission } from '#libs/contracts';
import { role, type Caller, type Said } from './caller.js';
import { make as makeFeed } from './feeds.js';
import type { KeysService } from './keys-service.js';
import { holderOf } from './people.js';
import { keep as keepSecret } from './secrets.js';
import { opened, signed } from './slack.js';
import { StandInScheduler } from './stand-in-scheduler.js';
import { issue as issueToken } from './tokens.js';
import { listWebhooks, registerWebhook, WEBHOOK_BODY } from './webhooks.js';
import { freshAddress, inviteSomebody, tokenFor } from './users.js';

/** The route answers everybody, whatever they present. */
export const OPEN = 'open';
/** The route answers whoever presents no credential, or a good one. */
export const WELCOME = 'welcome';
/** The route needs a valid credential, whatever it may do. */
export const ANYONE = 'anyone';
/** The route is about its user: a token's, or the owner of a key that may do everything. */
export const OWN = 'own';

/** What a route needs of whoever calls it, and how it is called so that it succeeds. */
export interface Row {
  readonly needs: Permission | typeof OPEN | typeof WELCOME | typeof ANYONE | typeof OWN;
  /** What does as well: with it, what the route is about need not be the caller's own. */
  readonly or?: Permission;
  /** Makes what the route's parameter names: in the workspace, or (OWN) of the caller. */
  readonly target?: (service: KeysService, by: Caller) => Promise<string>;
  readonly body?: (service: KeysService) => unknown;
  readonly headers?: (body: unknown) => Readonly<Record<string, string>>;
}

const named = () => ({ name: 'n' });
const freshTag = () => `fresh-${Math.random().toString(36).slice(2)}`;
const grantsNothing = () => ({ ...named(), permissions: [] });

const aKey = async (service: KeysService) => (await service.as().issue({ roles: [role('READ_ONLY')] })).cid;
/** One that people have been reminded of. */
const aRemindedKey = async (service: KeysService) => {
  const { cid, expirationDate } = await service.as().issue({ roles: [role('READ_ONLY')], expirationDate: '2099-03-31' });
  StandInScheduler.hasReminded(cid, { expiresAt: expirationDate ?? '' });
  return cid;
};
const aRole = async (service: KeysService) => (await holderOf(service, [])).tag;
const anUnusedRole = async (service: KeysService) => {
  const tag = freshTag();
  await service.as().send('/api/v1/roles', { method: 'POST', body: { ...grantsNothing(), tag } });
  return tag;
};
const aSecret = async (service: KeysService) => (await keepSecret(service.as())).tag;
/** A workspace has ten at most. */
const aWebhook = async (service: KeysService) =>
  (await listWebhooks(service.as())).body.webhooks[0]?.id ?? (await registerWebhook(service.as())).id;
const aWebhookThereIsRoomFor = async (service: KeysService) => {
  const { webhooks } = (await listWebhooks(service.as())).body;
  for (const { id } of webhooks) await service.as().send(`/api/v1/webhooks/${id}`, { method: 'DELETE' });
  return WEBHOOK_BODY;
};
const aUser = async (service: KeysService) => (await inviteSomebody(service)).id;
/** Nobody else's token is there for anyone, so there is one of the caller's own, if they may have any. */
const anOwnToken = (_: KeysService, by: Caller) =>
  issueToken(by).then(
    ({ id }) => id,
    () => 'pt0000000000000000',
  );
/** Whoever can have no feed asks for an admin's. */
const aFeed = async (service: KeysService, by: Caller) =>
  makeFeed(by).then(
    ({ id }) => id,
    async () => (await makeFeed(service.as())).id,
  );
const aCalendar = async (service: KeysService) => (await makeFeed(service.as())).path.slice('/calendar/'.length);

/** Every route there is. One without a row here fails the test. */
export const matrix: Readonly<Record<string, Row>> = {
  'GET /health/live': { needs: OPEN },
  'GET /health/ready': { needs: OPEN },
  'GET /metrics': { needs: OPEN },

  'GET /api/v1/auth/key': { needs: 'Edit API keys' },
  'POST /api/v1/auth/key': { needs: 'Edit API keys', body: () => ({ ...named(), roles: [role('READ_ONLY')] }) },
  'GET /api/v1/auth/key/:cid': { needs: 'Edit API keys', target: aKey },
  'PUT /api/v1/auth/key/:cid': { needs: 'Edit API keys', target: aKey, body: named },
  'DELETE /api/v1/auth/key/:cid': { needs: 'Edit API keys', target: aKey },
  'POST /api/v1/auth/key/:cid/rotate': { needs: 'Edit API keys', target: aKey },
  'POST /api/v1/auth/verify': { needs: ANYONE, body: () => ({ key: 'x' }) },

  'GET /api/v1/auth/tokens': { needs: OWN },
  'POST /api/v1/auth/tokens': { needs: OWN, body: named },
  'GET /api/v1/auth/tokens/:id': { needs: OWN, target: anOwnToken },
  'DELETE /api/v1/auth/tokens/:id': { needs: OWN, target: anOwnToken },

  'GET /api/v1/inventory': { needs: ANYONE },
  'GET /api/v1/inventory/export': { needs: ANYONE },

  'GET /api/v1/ip-allowlist': { needs: 'Configure IP allowlist' },
  'PUT /api/v1/ip-allowlist': { needs: 'Configure IP allowlist', body: () => ({ entries: [] }) },
  'POST /api/v1/ip-allowlist/validate': { needs: 'Configure IP allowlist', body: () => ({ entries: [] }) },

  'POST /api/v1/invitations/accept': {
    needs: WELCOME,
    body: async (service) => ({ token: await tokenFor(service, await inviteSomebody(service)) }),
  },
  'GET /api/v1/users/roles': { needs: 'View roles' },
  'GET /api/v1/users': { needs: 'Manage users' },
  'POST /api/v1/users': { needs: 'Manage users', body: () => ({ email: freshAddress(), roles: [role('READ_ONLY')] }) },
  'GET /api/v1/users/:id': { needs: 'Manage users', target: aUser },
  'PUT /api/v1/users/:id': { needs: 'Manage users', target: aUser, body: named },
  'DELETE /api/v1/users/:id': { needs: 'Manage users', target: aUser },
  'POST /api/v1/users/:id/reactivate': { needs: 'Manage users', target: aUser },
  'POST /api/v1/users/:id/invite': { needs: 'Manage users', target: aUser },

  'GET /api/v1/secrets': { needs: 'Create secrets' },
  'POST /api/v1/secrets': { needs: 'Create secrets', body: () => ({ ...named(), secret: 'hush', tag: freshTag() }) },
  'GET /api/v1/secrets/:tagOrId': { needs: 'Create secrets', target: aSecret },
  'PUT /api/v1/secrets/:tagOrId': { needs: 'Create secrets', target: aSecret, body: named },
  'DELETE /api/v1/secrets/:tagOrId': { needs: 'Create secrets', target: aSecret },
  'POST /api/v1/secrets/render': { needs: 'Create secrets', body: () => ({ template: 'nothing to fill in' }) },

  'GET /api/v1/calendar-feeds': { needs: OWN },
  'POST /api/v1/calendar-feeds': { needs: OWN, body: () => ({}) },
  'DELETE /api/v1/calendar-feeds/:id': { needs: OWN, or: 'Manage users', target: aFeed },
  'GET /api/v1/users/:id/calendar-feeds': { needs: 'Manage users', target: aUser },
  'GET /calendar/:file': { needs: OPEN, target: aCalendar },

  'POST /api/v1/reminders/:cid/acknowledge': { needs: 'Edit API keys', target: aRemindedKey },
  'POST /api/v1/reminders/:cid/snooze': { needs: 'Edit API keys', target: aRemindedKey, body: () => ({ for: 'P1D' }) },

  // Its signature is all it takes; a credential besides is not looked at.
  'POST /api/v1/slack/interactions': { needs: OPEN, body: () => opened(), headers: (body) => signed(String(body)) },

  'GET /api/v1/audit-logs': { needs: 'View audit logs' },
  'GET /api/v1/notifications/logs': { needs: 'View notification logs' },
  'GET /api/v1/notification-settings': { needs: 'Configure workspace notification settings' },
  'PUT /api/v1/notification-settings': {
    needs: 'Configure workspace notification settings',
    body: () => ({ leadTimes: ['P7D', 'P1D'], sendAt: '09:00', emails: ['ops@example.com'], slackChannels: [] }),
  },
  'POST /api/v1/notification-settings/test': { needs: 'Configure workspace notification settings' },
  'GET /api/v1/webhooks': { needs: 'Configure workspace notification settings' },
  'POST /api/v1/webhooks': { needs: 'Configure workspace notification settings', body: aWebhookThereIsRoomFor },
  'GET /api/v1/webhooks/:id': { needs: 'Configure workspace notification settings', target: aWebhook },
  'PUT /api/v1/webhooks/:id': {
    needs: 'Configure workspace notification settings',
    target: aWebhook,
    body: () => WEBHOOK_BODY,
  },
  'DELETE /api/v1/webhooks/:id': { needs: 'Configure workspace notification settings', target: aWebhook },
  'POST /api/v1/webhooks/:id/rotate-secret': { needs: 'Configure workspace notification settings', target: aWebhook },
  'POST /api/v1/webhooks/:id/test': { needs: 'Configure workspace notification settings', target: aWebhook },
  'GET /api/v1/security-policy': { needs: 'Configure security policy' },
  'PUT /api/v1/security-policy': {
    needs: 'Configure security policy',
    body: () => ({ requireExpiration: false, maximumLifetimeDays: 400 }),
  },
  'GET /api/v1/security-policy/violations': { needs: 'Configure security policy' },

  'GET /api/v1/roles': { needs: 'View roles' },
  'GET /api/v1/roles/:tag': { needs: 'View roles', target: aRole },
  'POST /api/v1/roles': { needs: 'Edit roles', body: () => ({ ...grantsNothing(), tag: freshTag() }) },
  'PUT /api/v1/roles/:tag': { needs: 'Edit roles', target: aRole, body: grantsNothing },
  'DELETE /api/v1/roles/:tag': { needs: 'Edit roles', target: anUnusedRole },
};

/** The request of a row, as the caller sends it. */
export async function requestOf(
  route: string,
  { service, by, row: { target, body, headers } }: { readonly service: KeysService; readonly by: Caller; readonly row: Row },
): Promise<Said & { readonly url: string }> {
  const [method, path] = route.split(' ') as [NonNullable<Said['method']>, string];
  const url = target ? path.replace(/:\w+/, await target(service, by)) : path;
  const said = await body?.(service);
  return { method, url, ...(said === undefined ? {} : { body: said }), ...(headers ? { headers: headers(said) } : {}) };
}
