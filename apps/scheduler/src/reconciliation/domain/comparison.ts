/** One thing that has a copy, at one version. */
export interface Version {
  readonly id: string;
  readonly version: number;
}

/** What the keys service had of something when the copy was different; version 0: nothing. */
export type Difference = Version;

interface Pages {
  /** The page of the copies, in order of ids. */
  readonly held: readonly Version[];
  /** The page of the keys service that begins after the same id. */
  readonly told: readonly Version[];
  /** How long a page is that does not end with the last of all. */
  readonly limit: number;
}

/** What two pages show. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** After which id to go on; `null`: there is no more on either side. */
  readonly next: string | null;
}

/** Compares two pages as far as both of them reach. */
export function compare({ held, told, limit }: Pages): Comparison {
  const ends = [held, told].flatMap((page) => (page.length < limit ? [] : page.slice(-1).map(({ id }) => id)));
  const next = ends.length === 0 ? null : ends.reduce((least, end) => (end < least ? end : least));
  const within = ({ id }: Version) => next === null || id <= next;
  const copies = new Map(held.filter(within).map(({ id, version }) => [id, version]));
  const truth = new Map(told.filter(within).map(({ id, version }) => [id, version]));
  const ids = new Set([...truth.keys(), ...copies.keys()]);
  const differences = [...ids].filter((id) => truth.get(id) !== copies.get(id));
  return { differences: differences.map((id) => ({ id, version: truth.get(id) ?? 0 })), next };
}

/** What is to be done about a difference. */
export type Verdict = 'heal' | 'ahead' | 'unknown' | 'settled';

interface SecondLook {
  /** The version that the keys service had at the first look. */
  readonly seen: number;
  /** The version of the copy at the second look; 0: none. */
  readonly held: number;
  /** The version that the keys service has, asked after the copy was read; 0: none. */
  readonly told: number;
}

/**
 * Judges a difference by a second look, a while after the first. What has reached the version that was seen then is settled:
 * events bring the rest. Only what has not is healed; and nothing is ever made older.
 */
export function verdictOf({ seen, held, told }: SecondLook): Verdict {
  if (told < held) return told === 0 ? 'unknown' : 'ahead';
  return held < seen && held < told ? 'heal' : 'settled';
}
