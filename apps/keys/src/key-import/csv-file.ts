import { createReadStream } from 'node:fs';
import { parse, type CsvError, type Info } from 'csv-parse';
import { UnusableFile } from './unusable-file.js';

/** How many characters a line may have, those of a quoted cell with line breaks counted together. */
const LONGEST = 65_536;

const NO_TEXT = 'It is not UTF-8 text.';

/** How Node's decoder says so. */
const NOT_DECODABLE = 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** A line of a file; or the last thing that can be said of one that is no CSV from some line on. */
export type CsvLine =
  { readonly line: number; readonly cells: readonly string[] } | { readonly line: number; readonly broken: string };

/**
 * How many lines a file has. Throws {@link UnusableFile} unless it can be read and is UTF-8 text from beginning to end: what
 * is none should be found out before half of it is imported.
 */
export async function countLines(path: string): Promise<number> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 1;
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(bytes, { stream: true });
      if (text.includes('\0')) throw new UnusableFile(NO_TEXT);
      lines += text.split('\n').length - 1;
    }
    decoder.decode();
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    const code = codeOf(error);
    throw new UnusableFile(code === NOT_DECODABLE ? NO_TEXT : `It can't be read: ${code}.`);
  }
  return lines;
}

/**
 * The lines of a CSV file (RFC 4180; LF or CRLF, with or without a byte order mark), each by the number of its first one. Empty
 * lines are left out. Where a quotation mark or a length shows that this is no CSV, nobody knows where the next line begins, so
 * that is the end.
 */
export async function* linesOf(path: string): AsyncGenerator<CsvLine, void, undefined> {
  let brokenAt = Infinity;
  let broken = '';
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: LONGEST,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (brokenAt !== Infinity || !error) return undefined;
      brokenAt = lineOf(error);
      broken = wordsFor(error);
      return undefined;
    },
  });
  const source = createReadStream(path).on('error', (error) => parser.destroy(error));
  let end = 0;
  for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
    if (info.lines >= brokenAt) break;
    const line = end + 1;
    end = info.lines;
    if (record.some((cell) => cell.trim() !== '')) yield { line, cells: record };
  }
  if (brokenAt !== Infinity) yield { line: end + 1, broken };
}

interface Parsed {
  readonly record: string[];
  readonly info: Info;
}

function lineOf({ lines }: CsvError & { readonly lines?: number }): number {
  return lines ?? 0;
}

/** The parser's own words would repeat what is in the file. */
function wordsFor({ code }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return `is longer than ${LONGEST} characters, or a quotation mark is missing`;
  return 'has a quotation mark where CSV has none, or lacks one';
}

/** By its shape, not its class: an error of another realm is judged alike. */
function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown }).code);
}
