/** Reads `P7D` as 7; answers `undefined` for anything but a whole number of days from 1 to 400. */
export function parseDays(text: string): number | undefined {
  const digits = /^P(\d{1,3})D$/.exec(text)?.[1];
  const days = Number(digits);
  return digits !== undefined && days >= 1 && days <= 400 ? days : undefined;
}
