import type { SendOutcome } from '../../delivery-core/index.js';

/** What is known of a mail that was not accepted. */
export interface SmtpFailure {
  readonly error: unknown;
  /** Whether any of the body may have gone out. */
  readonly bodyBegun: boolean;
  readonly reasonFor: (said: string) => string;
}

/** What nodemailer tells about a failure. */
interface Told {
  readonly message?: string;
  readonly code?: string;
  /** The code of the system error behind it. */
  readonly originalCode?: string;
  /** The three digits of the server's reply, if it gave one. */
  readonly responseCode?: number;
  /** The SMTP command that was answered, `API` for what was refused without asking the server. */
  readonly command?: string;
}

/** Replies that speak of our login, at whatever step they come (RFC 4954). */
const ABOUT_US = [530, 534, 535, 538];

const TLS = /^(ERR_(TLS|SSL)_|EPROTO$|UNABLE_TO_|.*(CERT|SIGNATURE))/;

/**
 * What a failed mail came to. A reply of the server settles it at any step: 4xx is `later`; 5xx is `refused` where it is
 * about the recipient or the mail, `misconfigured` where it is about us (greeting, login, sender). Without a reply it
 * depends on the body: once that has begun, nobody knows.
 */
export function classifySmtp({ error, bodyBegun, reasonFor }: SmtpFailure): SendOutcome {
  const told: Told = typeof error === 'object' && error !== null ? error : {};
  return { kind: kindOf(told, bodyBegun), reason: reasonFor(told.message ?? String(error)) };
}

function kindOf(told: Told, bodyBegun: boolean): 'later' | 'refused' | 'misconfigured' | 'unknown' {
  const { code, originalCode = '', responseCode, command = '' } = told;
  if (responseCode !== undefined && responseCode >= 400) {
    if (responseCode < 500) return 'later';
    return isAboutRecipient(command) && !ABOUT_US.includes(responseCode) ? 'refused' : 'misconfigured';
  }
  if (bodyBegun) return 'unknown';
  if (code === 'EENVELOPE' && command === 'API') return 'refused';
  return code === 'EAUTH' || code === 'ETLS' || TLS.test(originalCode) ? 'misconfigured' : 'later';
}

function isAboutRecipient(command: string): boolean {
  return command === 'RCPT TO' || command === 'DATA';
}
