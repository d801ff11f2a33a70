import { z } from 'zod';

/** A secret that keys are hashed under and that the database never sees; its id is stored beside each hash. */
export interface Pepper {
  readonly id: string;
  readonly secret: Buffer;
}

/** At least one pepper; the first is current, the others only still verify what was hashed under them. */
export type Peppers = readonly [Pepper, ...Pepper[]];

const LEAST_BYTES = 32;

const EXPECTED = 'must be id:base64[,id:base64], each id once and each secret of at least 32 bytes';

/** The environment's form of {@link Peppers}: `id:base64[,id:base64]`. What is wrong is said without showing any of it. */
export const peppersField = z.string({ error: EXPECTED }).transform((text, context): Peppers => {
  const [first, ...rest] = text.split(',').map((part) => parsePepper(part.trim()));
  const all = [first, ...rest].filter((pepper) => pepper !== undefined);
  if (first && all.length === rest.length + 1 && new Set(all.map(({ id }) => id)).size === all.length) {
    return [first, ...all.slice(1)];
  }
  context.addIssue({ code: 'custom', message: EXPECTED });
  return z.NEVER;
});

function parsePepper(text: string): Pepper | undefined {
  const [, id, base64] = /^([\w-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (id === undefined || base64 === undefined) return undefined;
  const secret = Buffer.from(base64, 'base64');
  return secret.length >= LEAST_BYTES ? { id, secret } : undefined;
}
