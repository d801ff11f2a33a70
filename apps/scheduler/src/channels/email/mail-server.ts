import addressparser from 'nodemailer/lib/addressparser';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { SchedulerEnv } from '../../env.js';

/** How long each part of sending one mail may take, in milliseconds. */
export interface Patience {
  /** From looking up the name to the greeting, TLS included. */
  readonly connectMs: number;
  /** Silence of the server after that. */
  readonly silenceMs: number;
  /** Everything. */
  readonly wholeMs: number;
}

/** The mail server, who logs in there, and whose name stands on the mail. */
export interface MailServer {
  readonly connection: SMTPConnectionOptions;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  readonly sender: { readonly name: string; readonly address: string };
  readonly patience: Patience;
}

const USUAL_PATIENCE: Patience = { connectMs: 8_000, silenceMs: 14_000, wholeMs: 18_000 };

/**
 * Reads `SMTP_URL` (nodemailer's form: options such as `?ignoreTLS=true` or `?tls.rejectUnauthorized=false` may follow),
 * `SMTP_PASSWORD`, which goes before one in the URL, and `MAIL_FROM`; throws if that holds no address. A password leaves
 * this machine over TLS only, unless `ignoreTLS` says otherwise: who hides STARTTLS from us shall not read it.
 */
export function mailServerFrom(
  env: Pick<SchedulerEnv, 'SMTP_PASSWORD' | 'MAIL_FROM'> & { readonly SMTP_URL: string },
): MailServer {
  const { auth, ...url } = parseConnectionUrl(env.SMTP_URL);
  const login = auth && { user: auth.user, pass: env.SMTP_PASSWORD ?? auth.pass };
  const exposed = login !== undefined && !isThisMachine(url.host ?? '') && url['ignoreTLS'] !== true;
  return {
    connection: { ...url, ...(exposed && { requireTLS: true }) },
    login,
    sender: senderFrom(env.MAIL_FROM),
    patience: USUAL_PATIENCE,
  };
}

function senderFrom(text: string): MailServer['sender'] {
  const [first] = addressparser(text, { flatten: true });
  if (!first?.address.includes('@')) throw new Error(`MAIL_FROM: holds no email address`);
  return { name: first.name, address: first.address };
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}
