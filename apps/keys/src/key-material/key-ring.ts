import { z } from 'zod';

/** A secret of the environment, with the id by which what is stored says that it needs it. */
export interface NamedSecret {
  readonly id: string;
  readonly secret: Buffer;
}

/** At least one; the first is current, and the others are there for what was made under them. */
export type KeyRing = readonly [NamedSecret, ...NamedSecret[]];

interface KeyRingRules {
  /** Whether a secret of so many bytes will do. */
  readonly fits: (bytes: number) => boolean;
  /** Said of everything that is wrong. */
  readonly expected: string;
}

/** The environment's form of a {@link KeyRing}: `id:base64[,id:base64]`. What is wrong is said without showing any of it. */
export function keyRingField({ fits, expected }: KeyRingRules) {
  return z.string({ error: expected }).transform((text, context): KeyRing => {
    const [first, ...rest] = text.split(',').map((part) => parseNamed(part.trim()));
    const all = [first, ...rest].filter((named) => named !== undefined);
    const isWhole = all.length === rest.length + 1 && all.every(({ secret }) => fits(secret.length));
    if (first && isWhole && new Set(all.map(({ id }) => id)).size === all.length) return [first, ...all.slice(1)];
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}

function parseNamed(text: string): NamedSecret | undefined {
  const [, id, base64] = /^([\w-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  return id === undefined || base64 === undefined ? undefined : { id, secret: Buffer.from(base64, 'base64') };
}
