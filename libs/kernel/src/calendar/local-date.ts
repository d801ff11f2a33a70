import { Temporal } from 'temporal-polyfill';

/** A calendar day without a zone, as `YYYY-MM-DD`, known to exist in the calendar. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads a day strictly: four, two and two digits, and a day the calendar has (`2026-02-30` and `2026-2-3` are refused, where
 * `new Date` would accept both). Answers `undefined` for anything else.
 */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!SHAPE.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as LocalDate;
  } catch {
    return undefined;
  }
}
