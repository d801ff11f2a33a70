import { countLines } from './csv-file.js';
import type { ImportReport } from './import-report.js';
import type { KeyImport } from './key-import.service.js';
import { readFile, type ReadLine } from './read-file.js';

/** How many lines make one transaction: what is lost at most when it breaks off, and what is kept in memory at a time. */
const CHUNK = 100;

/** A file, and how it is to be imported. */
export interface FileToImport {
  readonly path: string;
  readonly dryRun: boolean;
  /** Asked before each chunk. */
  readonly isToStop: () => boolean;
}

interface ImportParts {
  readonly keys: Pick<KeyImport, 'alone' | 'lines'>;
  readonly report: ImportReport;
}

/**
 * Imports a file chunk by chunk, in its own order; answers whether it came to the end. When it is stopped, or rejects, what was
 * imported stays, and importing the file again adds the rest. Throws `UnusableFile` for one of which
 * nothing was imported, and CONFLICT while another import is under way.
 */
export async function importFile(parts: ImportParts, { path, dryRun, isToStop }: FileToImport): Promise<boolean> {
  const total = await countLines(path);
  return parts.keys.alone(async () => {
    for await (const chunk of chunksOf(readFile(path))) {
      if (isToStop()) return false;
      await importChunk(parts, chunk, { dryRun });
      parts.report.progress(chunk.at(-1)?.line ?? total, total);
    }
    return true;
  });
}

async function importChunk(
  { keys, report }: ImportParts,
  chunk: readonly ReadLine[],
  how: { readonly dryRun: boolean },
): Promise<void> {
  const good = chunk.flatMap((read) => ('says' in read ? [read.says] : []));
  const outcomes = await keys.lines(good, how);
  report.note(
    chunk.map((read) => {
      if ('problems' in read) return { line: read.line, outcome: read.problems, isAdmin: false };
      const isAdmin = read.says.roles.some((role) => role.type === 'DEFAULT' && role.role === 'ADMIN');
      return { line: read.line, outcome: outcomes.get(read.says) ?? [], isAdmin };
    }),
  );
}

async function* chunksOf<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[], void, undefined> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
