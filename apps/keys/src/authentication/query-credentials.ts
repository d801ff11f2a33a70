/** Names under which people put credentials into addresses. No parameter of the API has one of these. */
const NAMES = new Set(['accesstoken', 'apikey', 'authorization', 'bearer', 'key', 'password', 'secret', 'token', 'xapikey']);

const LOOKS_LIKE_KEY = /cfw[fip]?_[0-9A-Za-z]{20,}/;

/**
 * The name of a query parameter that carries a credential, or `undefined`. Addresses end up in logs, histories and referrers,
 * so a credential there is refused even when the request is fine without it.
 */
export function credentialInQuery(query: unknown): string | undefined {
  for (const [name, value] of Object.entries(query ?? {})) {
    if (NAMES.has(name.toLowerCase().replace(/[^a-z]/g, ''))) return name;
    if (LOOKS_LIKE_KEY.test(name)) return 'query';
    if ([value].flat().some((text) => LOOKS_LIKE_KEY.test(String(text)))) return name;
  }
  return undefined;
}
