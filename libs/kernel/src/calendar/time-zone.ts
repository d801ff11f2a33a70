import { Temporal } from 'temporal-polyfill';

/** An IANA time zone name this machine knows, such as `Europe/Berlin`, or `UTC`. */
export type TimeZone = string & { readonly __brand: 'TimeZone' };

/** The zone used where nobody chose one. */
export const UTC = 'UTC' as TimeZone;

/**
 * Either `UTC` or `Area/Location`: keeps out offsets (`+05:30`) and the old abbreviations (`EST`), which have no calendar. The
 * `SystemV` zones are known here and there, but were taken out of the IANA database.
 */
const SHAPE = /^(UTC|(?!SystemV\/)[A-Z][A-Z0-9_+-]*(\/[A-Z0-9_+-]+)+)$/i;

/** Reads a zone name; answers `undefined` unless it is an IANA name with rules of its own. Case is put right. */
export function parseTimeZone(text: string): TimeZone | undefined {
  if (!SHAPE.test(text) || text.length > 64) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId as TimeZone;
  } catch {
    return undefined;
  }
}

/**
 * A zone that some machine knew by this name, or `UTC` if this one does not: for what was accepted elsewhere, under newer
 * rules perhaps, and must not be lost here.
 */
export function zoneHere(name: string): TimeZone {
  return parseTimeZone(name) ?? UTC;
}
