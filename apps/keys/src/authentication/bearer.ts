/** The credential of an `Authorization: Bearer …` header; `undefined` for no header and for every other kind. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([^\s,]+) *$/i.exec(authorization ?? '')?.[1];
}
