/** Makes the id of each accepted message. */
export type MessageIds = () => string;

/** Ids `m1`, `m2`, …: short to read out, in order of arrival, unique within the process. */
export function countingIds(): MessageIds {
  let count = 0;
  return () => `m${++count}`;
}
