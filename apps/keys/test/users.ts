import { InvitationsService } from '../src/invitations/index.js';
import type { Answer, Caller, ErrorBody } from './caller.js';
import { role } from './caller.js';
import type { KeysService } from './keys-service.js';

/** Where the users of a workspace are. */
export const USERS = '/api/v1/users';

/** Where an invitation is accepted. */
export const ACCEPT = '/api/v1/invitations/accept';

/** A user as tests look at one. */
export interface UserBody {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: string;
  readonly roles: readonly object[];
  readonly createdDate: string;
  readonly joinedDate?: string;
  readonly deactivatedDate?: string;
  readonly invitation?: { readonly invitedBy: string; readonly expirationDate: string };
}

/** What comes back to whoever accepts. */
export interface JoinedBody {
  readonly user: UserBody;
  readonly token: { readonly id: string; readonly token: string; readonly expirationDate: string };
}

/** What is asked of users, by whoever asks: what each answers. */
export const users = {
  list: (by: Caller, query = '') => by.send<UserPageBody & ErrorBody>(USERS + query),
  invite: (by: Caller, body: unknown) => by.send<UserBody & ErrorBody>(USERS, { method: 'POST', body }),
  show: (by: Caller, id: string) => by.send<UserBody & ErrorBody>(`${USERS}/${id}`),
  change: (by: Caller, id: string, body: unknown) => by.send<UserBody & ErrorBody>(`${USERS}/${id}`, { method: 'PUT', body }),
  deactivate: (by: Caller, id: string) => by.send(`${USERS}/${id}`, { method: 'DELETE' }),
  reactivate: (by: Caller, id: string) => by.send<UserBody & ErrorBody>(`${USERS}/${id}/reactivate`, { method: 'POST' }),
  inviteAgain: (by: Caller, id: string) => by.send<UserBody & ErrorBody>(`${USERS}/${id}/invite`, { method: 'POST' }),
};

interface UserPageBody {
  readonly page: number;
  readonly total: number;
  readonly totalPages: number;
  readonly users: readonly UserBody[];
}

/** Everything that can be asked about one user. */
export function everythingAbout(by: Caller, id: string): readonly Promise<Answer<unknown>>[] {
  const { show, change, deactivate, reactivate, inviteAgain } = users;
  return [show(by, id), change(by, id, { name: 'n' }), deactivate(by, id), reactivate(by, id), inviteAgain(by, id)];
}

let addresses = 0;

/** An address that nobody has yet. */
export function freshAddress(): string {
  addresses += 1;
  return `person-${String(addresses)}@example.com`;
}

/** Invites somebody with these roles; USER unless told. */
export async function inviteSomebody(service: KeysService, roles: readonly object[] = [role('USER')]): Promise<UserBody> {
  const answer = await users.invite(service.as(), { email: freshAddress(), roles });
  if (answer.status !== 200) throw new Error(`Nobody was invited: ${answer.text}`);
  return answer.body;
}

/** The token of the user's invitation, as the email would hold it. */
export async function tokenFor(service: KeysService, { id }: Pick<UserBody, 'id'>): Promise<string> {
  const sql = 'SELECT id FROM keys.invitations WHERE user_id = $1 AND closed_at IS NULL';
  const [invitation] = await service.query<{ id: string }>(sql, id);
  const link = await service.app.get(InvitationsService).link(invitation?.id ?? '');
  if (link === null) throw new Error('There is no open invitation.');
  return link.slice(link.lastIndexOf('/') + 1);
}

/** Accepts an invitation without any credential. */
export function accept(by: Caller, token: string, more: object = {}): Promise<Answer<JoinedBody & ErrorBody>> {
  return by.send(ACCEPT, { method: 'POST', body: { token, ...more } });
}

/** Somebody who has been invited with these roles, and is in; and the API as seen with their first token. */
export async function joined(
  service: KeysService,
  roles: readonly object[] = [role('USER')],
): Promise<{ readonly user: UserBody; readonly token: string; readonly caller: Caller }> {
  const answer = await accept(service.anonymous(), await tokenFor(service, await inviteSomebody(service, roles)));
  if (answer.status !== 200) throw new Error(`Nobody joined: ${answer.text}`);
  const { user, token } = answer.body;
  return { user, token: token.token, caller: service.as(token.token) };
}

/** The events about a user that were written, oldest first. */
export async function eventsOf(
  service: KeysService,
  { id }: Pick<UserBody, 'id'>,
): Promise<readonly { readonly data: object }[]> {
  const sql = `SELECT event FROM keys.outbox WHERE event ->> 'subject' = $1 ORDER BY id`;
  return (await service.query<{ event: { data: object } }>(sql, id)).map(({ event }) => event);
}

/** Rows, events and audit entries: what must not change. */
export function traces(service: KeysService): Promise<unknown[]> {
  return service.query(`
    SELECT (SELECT json_agg(u ORDER BY u.id) FROM keys.users u) AS users, (SELECT json_agg(i ORDER BY i.id) FROM keys.invitations i) AS invitations,
           (SELECT count(*) FROM keys.personal_tokens) AS tokens, (SELECT count(*) FROM keys.changes) AS changes,
           (SELECT count(*) FROM keys.outbox) AS events, (SELECT count(*) FROM keys.audit_entries) AS entries`);
}
