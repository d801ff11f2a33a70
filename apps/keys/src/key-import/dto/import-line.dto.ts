import { systemClock } from '#libs/kernel';
import { z } from 'zod';
import {
  credentialFields,
  hasDateForItsZone,
  optional,
  parseChosenExpiration,
  text,
  zoneWithoutDate,
} from '../../credentials/index.js';
import { KeyDigest } from '../../key-material/index.js';
import { rolesField } from '../../roles/index.js';

const digest = text.transform((written, context) => {
  const read = KeyDigest.parse(written.trim());
  if (read) return read;
  const message = 'must be the SHA-256 of the key (64 hexadecimal digits, or base64 with its padding), never the key itself';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** `USER;custom:my-role`: names of default roles, and tags of custom ones. */
const roles = z.preprocess(
  (written) => (typeof written === 'string' ? written.split(';').map((name) => assignmentOf(name.trim())) : written),
  rolesField,
);

function assignmentOf(name: string): object {
  return name.startsWith('custom:') ? { type: 'CUSTOM', tag: name.slice('custom:'.length) } : { type: 'DEFAULT', role: name };
}

const createdDate = text.transform((written, context) => {
  const chosen = parseChosenExpiration(written);
  const at = chosen && (chosen.precision === 'instant' ? chosen.at : new Date(`${chosen.date}T00:00:00Z`));
  if (at && at.getTime() >= 0 && at <= systemClock.now()) return at;
  const message = at ? 'must be in the past, and not before 1970' : 'must be a day such as 2024-03-31 or a date-time';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const fields = {
  name: credentialFields.name,
  hash: digest,
  roles,
  algorithm: optional(z.literal('sha256', 'must be sha256')),
  last4: optional(text.regex(/^[!-~]{4}$/, 'must be four visible ASCII characters')),
  owner: optional(z.email('must be an email address').max(320, 'must be at most 320 characters')),
  description: credentialFields.description,
  expirationDate: credentialFields.expirationDate,
  timeZone: credentialFields.timeZone,
  createdDate: optional(createdDate),
};

/** The columns of a file, those that it must have first. */
export const importColumns = Object.keys(fields) as readonly (keyof typeof fields)[];

/** The columns that no file may lack. */
export const neededColumns = ['name', 'hash', 'roles'] as const satisfies readonly (keyof typeof fields)[];

/** A line of a file by its columns: the fields are those of the API, and an empty cell is none. */
export const importLine = z.strictObject(fields).refine(hasDateForItsZone, zoneWithoutDate);

/** What a line says of a key. */
export type ImportLine = Readonly<z.output<typeof importLine>>;
