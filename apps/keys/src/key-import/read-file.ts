import { linesOf } from './csv-file.js';
import type { ImportLine } from './dto/import-line.dto.js';
import { readHeader, readLine, type Column, type Problem } from './read-line.js';
import { UnusableFile } from './unusable-file.js';

/** A line of a file that is to be imported, or everything that is wrong with it. */
export type ReadLine =
  { readonly line: number; readonly says: ImportLine } | { readonly line: number; readonly problems: readonly Problem[] };

/**
 * The lines of a file below its header, read one after the other; of those with one hash only the first is good. Throws
 * {@link UnusableFile} for a file that has no proper header.
 */
export async function* readFile(path: string): AsyncGenerator<ReadLine, void, undefined> {
  // All that grows with the file: some hundred bytes a line.
  const lineOf = new Map<string, number>();
  let columns: readonly Column[] | undefined;
  for await (const found of linesOf(path)) {
    const { line } = found;
    if (!columns) {
      columns = readHeader('cells' in found ? found.cells : []);
    } else if ('broken' in found) {
      yield refused(line, { field: 'line', problem: `${found.broken}; nothing from here on was read` });
    } else {
      const read = readLine(columns, found.cells);
      if (!('hash' in read)) yield { line, problems: read };
      else yield once(lineOf, line, read);
    }
  }
  if (!columns) throw new UnusableFile('It is empty.');
}

function once(lineOf: Map<string, number>, line: number, says: ImportLine): ReadLine {
  const hash = says.hash.reveal();
  const first = lineOf.get(hash);
  if (first !== undefined) return refused(line, { field: 'hash', problem: `is on line ${first} already` });
  lineOf.set(hash, line);
  return { line, says };
}

function refused(line: number, problem: Problem): ReadLine {
  return { line, problems: [problem] };
}
