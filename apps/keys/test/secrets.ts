import type { SecretAnswer, SecretPage } from '../src/secrets/index.js';
import type { Answer, Caller, ErrorBody } from './caller.js';

/** Where secrets are. */
export const SECRETS = '/api/v1/secrets';

let made = 0;

/** Asks for a secret to be kept. */
export function post<Body = ErrorBody>(by: Caller, body: unknown): Promise<Answer<Body>> {
  return by.send(SECRETS, { method: 'POST', body });
}

/** Keeps a secret that is sure to be accepted, except for what `body` says. Its tag is new unless given. */
export async function keep(by: Caller, body: object = {}): Promise<SecretAnswer> {
  const answer = await post<SecretAnswer>(by, { name: 'database', secret: 'hush', tag: `tag-${String((made += 1))}`, ...body });
  if (answer.status !== 200) throw new Error(`No secret was kept: ${answer.text}`);
  return answer.body;
}

/** Lists the workspace's secrets. */
export function list(by: Caller, query = ''): Promise<Answer<SecretPage>> {
  return by.send(SECRETS + query);
}

/** Shows a secret. */
export function show<Body = SecretAnswer>(by: Caller, tagOrId: string): Promise<Answer<Body>> {
  return by.send(`${SECRETS}/${tagOrId}`);
}

/** Changes a secret. */
export function put<Body = SecretAnswer>(by: Caller, tagOrId: string, body: unknown): Promise<Answer<Body>> {
  return by.send(`${SECRETS}/${tagOrId}`, { method: 'PUT', body });
}

/** Deletes a secret. */
export function remove(by: Caller, tagOrId: string): Promise<Answer<ErrorBody>> {
  return by.send(`${SECRETS}/${tagOrId}`, { method: 'DELETE', body: {} });
}

/** Has a template filled in. */
export function render<Body = { readonly rendered: string }>(by: Caller, template: unknown): Promise<Answer<Body>> {
  return by.send(`${SECRETS}/render`, { method: 'POST', body: { template } });
}

/** What a secret is filled in with, or why it is not. */
export async function valueOf(by: Caller, tag: string): Promise<string> {
  const answer = await render(by, `{{ secrets.${tag} }}`);
  return answer.status === 200 ? answer.body.rendered : answer.text;
}
