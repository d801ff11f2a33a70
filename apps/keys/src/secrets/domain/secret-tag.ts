/** What the id of a secret looks like. */
export const SECRET_ID = /^se[0-9a-f]{16}$/;

/** What a tag is made of. Not every such text is a tag: see {@link objectionToTag}. */
export const SECRET_TAG = /^[A-Za-z0-9_-]{1,255}$/;

/** Why a tag can't be accepted, or `undefined`. One that looks like an id could be taken for the secret that has that id. */
export function objectionToTag(text: string): string | undefined {
  if (!SECRET_TAG.test(text)) return 'must be 1 to 255 letters, digits, underscores and hyphens';
  return SECRET_ID.test(text) ? 'must not look like the id of a secret (se and 16 hexadecimal digits)' : undefined;
}
