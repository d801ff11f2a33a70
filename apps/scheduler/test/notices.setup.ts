import fc from 'fast-check';
import type { CredentialSnapshot } from '#libs/contracts';
import { expiryOfDay, type LocalDate, type TimeZone } from '#libs/kernel';
import { composeNotice, type Notice, type NoticeSubject } from '../src/notices/index.js';
import { aCredential } from './events.setup.js';

type Expiration = NonNullable<CredentialSnapshot['expiration']>;

/** The instant as of which these notices are made: 24 March 2027, noon in Berlin. */
export const NOON = new Date('2027-03-24T11:00:00Z');

/** An expiration at the end of a day in Berlin. */
export function endOf(date: string, timeZone = 'Europe/Berlin'): Expiration {
  const expiresAt = expiryOfDay({ date: date as LocalDate, zone: timeZone as TimeZone });
  if (!expiresAt) throw new Error(`There is no ${date} in ${timeZone}.`);
  return { precision: 'day', date, timeZone, expiresAt: expiresAt.toISOString(), setAt: '2027-01-01T00:00:00.000Z' };
}

/** An expiration at an exact instant. */
export function at(expiresAt: string, { date, timeZone }: { readonly date: string; readonly timeZone: string }): Expiration {
  return { precision: 'instant', date, timeZone, expiresAt, setAt: '2027-01-01T00:00:00.000Z' };
}

/** A credential to write about; it expires at the end of 31 March 2027 in Berlin unless told. */
export function aSubject({
  expired = false,
  ...credential
}: Partial<CredentialSnapshot> & { expired?: boolean } = {}): NoticeSubject {
  return { credential: aCredential({ expiration: endOf('2027-03-31'), ...credential }), expired };
}

/** A personal access token to write about. */
export function aToken(credential: Partial<CredentialSnapshot> & { expired?: boolean } = {}): NoticeSubject {
  return aSubject({ kind: 'personalToken', roles: [], ...credential });
}

/** A secret to write about. */
export function aSecret(credential: Partial<CredentialSnapshot> & { expired?: boolean } = {}): NoticeSubject {
  return aSubject({ kind: 'secret', roles: [], last4: null, tag: 'billing_db', ...credential });
}

/** A notice about some subjects, as of {@link NOON}. */
export function aNotice(...subjects: readonly NoticeSubject[]): Notice {
  return composeNotice({
    subjects: subjects.length > 0 ? subjects : [aSubject()],
    now: NOON,
    consoleUrl: 'https://curfew.test/',
  });
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></dl></li>',
  '<!channel> <@U0123456789> <https://evil.test|Rotate>',
  '```*_~ &amp;lt; :skull:',
  '\r\nBcc: victim@evil.test\r\n\r\n<h1>',
  '\r\n =?utf-8?q?=0D=0ABcc:_victim=40evil.test?=',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m',
  '\u202egpj.exe\u2066\u200e\u200b\u2028',
  '\u{e0041}\ud83d',
  '👩‍👩‍👧‍👦',
];

/** Texts of up to 255 code units that somebody might choose to do harm, attacks and noise mixed. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: 'binary', maxLength: 60 })), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join('').slice(0, 255));
