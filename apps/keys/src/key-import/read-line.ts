import { importColumns, importLine, neededColumns, type ImportLine } from './dto/import-line.dto.js';
import { UnusableFile } from './unusable-file.js';

/** A column of a file. */
export type Column = (typeof importColumns)[number];

/** What is wrong with a line. Nothing of the line is repeated: it may hold a key. */
export interface Problem {
  /** The column; `line` for what is wrong with all of it. */
  readonly field: string;
  readonly problem: string;
}

/** The columns that a header names. Throws {@link UnusableFile} for a name that is no column, one that is twice, and one missing. */
export function readHeader(cells: readonly string[]): readonly Column[] {
  const names = cells.map((cell) => cell.trim());
  const columns = names.map((name, place) => {
    const column = importColumns.find((known) => known === name);
    const where = `Column ${place + 1} of its header`;
    if (!column) throw new UnusableFile(`${where} is none of ${importColumns.join(', ')}.`);
    if (names.indexOf(name) < place) throw new UnusableFile(`${where} is ${column} again.`);
    return column;
  });
  const missing = neededColumns.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new UnusableFile(`Its header lacks ${missing.join(', ')}.`);
  return columns;
}

/** What a line says, or everything that is wrong with it. */
export function readLine(columns: readonly Column[], cells: readonly string[]): ImportLine | readonly Problem[] {
  if (cells.length !== columns.length) {
    return [{ field: 'line', problem: `has ${cells.length} cells, and the header has ${columns.length}` }];
  }
  const given = columns.flatMap((column, place) => (cells[place]?.trim() ? [[column, cells[place]] as const] : []));
  const { data, error } = importLine.safeParse(Object.fromEntries(given));
  return data ?? error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), problem: message }));
}
