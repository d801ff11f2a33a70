import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { PlainKey } from '../key-material/index.js';

/**
 * Writes the key, alone and without a line break, into a file that only its owner can read. The file is there whole or not at
 * all: a crash leaves what was there before. Folders on the way are made.
 */
export async function writeKeyFile(path: string, key: PlainKey): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(key.reveal());
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
