import { z } from 'zod';

/** A TCP port a process listens on. */
export const port = z.coerce.number().int().min(1).max(65_535);

/** A comma-separated list; blanks around the items are dropped, and so are empty items. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A number of seconds within bounds. */
export const secondsBetween = (least: number, most: number) => z.coerce.number().min(least).max(most);
