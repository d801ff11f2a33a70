import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { plainText } from './domain/plain-text.js';
import { showCredential } from './dto/inventory.dto.js';
import type { ListedCredential } from './inventory.service.js';

/** The columns, in their order. New ones are added at the end. */
const columns = [
  'cid',
  'kind',
  'name',
  'description',
  'tag',
  'last4',
  'owner',
  'status',
  'createdDate',
  'expirationDate',
  'timeZone',
  'nextReminderDate',
  'replacedBy',
  'lastUsedDate',
] as const;

/**
 * The credentials as CSV (RFC 4180, UTF-8, with a header line). An apostrophe stands before what a spreadsheet would take for
 * a formula, whatever separates its cells: names are data, whoever chose them.
 */
export function inventoryCsv(credentials: AsyncIterable<ListedCredential>, now: Date): Readable {
  const lines = stringify({ header: true, columns: [...columns], cast: { string: plainText }, record_delimiter: 'windows' });
  const source = Readable.from(rowsOf(credentials, now));
  source.on('error', (error) => lines.destroy(error));
  return source.pipe(lines);
}

async function* rowsOf(credentials: AsyncIterable<ListedCredential>, now: Date) {
  for await (const credential of credentials) {
    const { owner, ...shown } = showCredential(credential, now);
    yield { ...shown, owner: owner.email };
  }
}
