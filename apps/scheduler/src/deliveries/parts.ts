/** At most so many deliveries are written by one statement: a message may be about any number, and no statement may take 15 s. */
export const PART = 10_000;

/** Has `write` called again and again until it writes less than a whole part; it answers how many it wrote. */
export async function inParts(write: () => Promise<number>): Promise<void> {
  while ((await write()) >= PART);
}
