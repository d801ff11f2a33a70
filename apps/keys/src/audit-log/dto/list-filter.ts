import { z } from 'zod';

/** How many values one parameter may hold; more than that is no question but a download. */
const MOST_VALUES = 100;

const VALUE = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

const written = z.string('must be given once').transform((text) =>
  text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== ''),
);

/** A query parameter that lists values, separated by commas. One that lists none asks for nothing. */
export function listOf<Value>(value: z.ZodType<Value, string>) {
  return written
    .pipe(z.array(value).max(MOST_VALUES, `must be at most ${String(MOST_VALUES)} values`))
    .transform((values) => (values.length === 0 ? undefined : values))
    .optional();
}

/** Any value of such a list; Postgres can't read every character. */
export const anyValue = z
  .string()
  .refine((text) => VALUE.test(text), 'must be values of 1 to 255 characters without control characters');

/** One of the values that there are. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values, `must be among ${values.join(', ')}`);
}
