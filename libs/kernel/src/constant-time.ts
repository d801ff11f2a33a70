import { timingSafeEqual } from 'node:crypto';

/** Whether these are the same bytes: found out in the same time wherever they differ. Of other lengths they are not, at once. */
export function areSameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
