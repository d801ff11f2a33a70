import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the repository is, with a slash at the end. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of one of the repository's files, named from its root. Throws if there is none. */
export function readText(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

/** Every file below a folder of the repository, named from its root; `node_modules` is not looked into. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}
