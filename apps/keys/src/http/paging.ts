import { z } from 'zod';

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly initially: number;
}

/** A whole number in a query; what it is without being given is up to the bounds. */
function wholeNumber({ least, most, initially }: Bounds) {
  return z
    .string('must be given once')
    .optional()
    .transform((text, context) => {
      const number = text === undefined ? initially : /^\d{1,9}$/.test(text) ? Number(text) : NaN;
      if (number >= least && number <= most) return number;
      context.addIssue({ code: 'custom', message: `must be a whole number from ${least} to ${most}` });
      return z.NEVER;
    })
    .meta({ type: 'integer', minimum: least, maximum: most });
}

/** The query parameters of every list. */
export const pagingFields = {
  page: wholeNumber({ least: 0, most: 999_999_999, initially: 0 }).meta({
    description: 'Counted from 0; 0 unless given.',
    example: 0,
  }),
  pageSize: wholeNumber({ least: 1, most: 1_000, initially: 250 }).meta({
    description: 'How many a page holds; 250 unless given.',
    example: 250,
  }),
};

/** Which part of a list is asked for. */
export interface PageAsked {
  readonly page: number;
  readonly pageSize: number;
}

const count = z.int().min(0).meta({ maximum: undefined });

/** What every page says of itself, besides its one array. */
export const pageEnvelope = {
  page: count.meta({ example: 0 }),
  total: count.meta({ description: 'How many there are on all pages.', example: 1 }),
  totalPages: count.meta({ example: 1 }),
};

/** The envelope of one page of so many. */
export function pageOf({ page, pageSize }: PageAsked, total: number) {
  return { page, total, totalPages: Math.ceil(total / pageSize) };
}
