import type { IssuedTokenAnswer, PersonalTokenAnswer, PersonalTokenPage } from '../src/personal-tokens/index.js';
import type { Answer, Caller, ErrorBody, Said } from './caller.js';

/** Where everybody's own personal access tokens are. */
export const TOKENS = '/api/v1/auth/tokens';

/** Asks for a token. */
export function post<Body = ErrorBody>(by: Caller, body: unknown): Promise<Answer<Body>> {
  return by.send(TOKENS, { method: 'POST', body });
}

/** Issues a token that is sure to be accepted, except for what `body` says. */
export async function issue(by: Caller, body: object = {}): Promise<IssuedTokenAnswer> {
  const answer = await post<IssuedTokenAnswer>(by, { name: 'laptop', ...body });
  if (answer.status !== 200) throw new Error(`No token was issued: ${answer.text}`);
  return answer.body;
}

/** Lists the caller's tokens. */
export function list(by: Caller, query = ''): Promise<Answer<PersonalTokenPage>> {
  return by.send(TOKENS + query);
}

/** Shows one of the caller's tokens. */
export function show(by: Caller, id: string): Promise<Answer<PersonalTokenAnswer>> {
  return by.send(`${TOKENS}/${id}`);
}

/** Revokes one of the caller's tokens. */
export function revoke(by: Caller, id: string, said: Said = {}): Promise<Answer<ErrorBody>> {
  return by.send(`${TOKENS}/${id}`, { method: 'DELETE', ...said });
}
