import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { inventoryCsv } from './inventory-csv.js';
import type { ListedCredential } from './inventory.service.js';

/** A credential whose texts are all somebody's choice. */
const credential = (name: string, description = name, email = name) =>
  ({
    ...{ kind: 'secret', id: 'se90b1c2d3e4f56a78', name, description, tag: name, last4: name.slice(-4) },
    ...{ owner: { id: 'us90b1c2d3e4f56a78', email, name }, createdAt: new Date(0), updatedAt: new Date(0), version: 1 },
    ...{ expiration: null, revokedAt: null, replacedBy: null, activity: undefined },
  }) as const satisfies ListedCredential;

const csvOf = (...credentials: readonly ListedCredential[]) =>
  textOf(inventoryCsv(Readable.from(credentials) as AsyncIterable<ListedCredential>, new Date(1)));

/** Cells as those find them who do not know quotes, and as those who do and forgive what stands behind the closing one. */
const readers: Readonly<Record<string, (csv: string, separator: string) => readonly string[]>> = {
  'splits at every separator and line': (csv, separator) => csv.split(/\r\n|\r|\n/).flatMap((line) => line.split(separator)),
  'knows quotes, and forgives': (csv, separator) => csv.match(new RegExp(`( *"([^"]|"")*"?)?[^${separator}\r\n]*`, 'g')) ?? [],
};

const FORMULA = /^[=+\-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u;

/** What of a cell counts: all of it, all after a quote, and all after whatever is nothing. */
const beginningsOf = (cell: string) => [cell, cell.replace(/^"/, ''), cell.replace(/^[\s"]+/, '')];

const units = [';', ',', '\t', '\n', '\r', '=', '+', '-', '@', '"', "'", ' ', 'a', '|', ':'];
const widths = ['\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{a0}', '\u{feff}'];
const tricky = fc.string({ unit: fc.constantFrom(...units, ...widths), maxLength: 24 });

it.each(Object.entries(readers))('whoever %s finds no formula, be it at commas, semicolons or tabs', async (_, cellsOf) => {
  const property = fc.asyncProperty(tricky, tricky, tricky, async (name, description, email) => {
    const csv = await csvOf(credential(name, description, email), credential(description, email, name));
    for (const separator of [',', ';', '\t'])
      expect(
        cellsOf(csv, separator)
          .flatMap(beginningsOf)
          .filter((text) => FORMULA.test(text)),
      ).toEqual([]);
  });
  await fc.assert(property, { numRuns: 300 });
});

it.each([
  ['x;=cmd|1', "x;'=cmd|1"],
  ['x\t=1', "x\t'=1"],
  ['x\n=1', "x\n'=1"],
  ['x, "=1"', `x,' "=1"`],
  ['=1;+2', "'=1;'+2"],
  ['a-b; c=d, e@f', 'a-b; c=d, e@f'],
])('%j is read back as %j', async (name, shown) => {
  const [line] = parse<{ readonly name: string }>(await csvOf(credential(name)), { columns: true });
  expect(line?.name).toBe(shown);
});
