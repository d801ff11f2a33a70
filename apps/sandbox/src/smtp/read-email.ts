import { simpleParser, type ParsedMail } from 'mailparser';
import type { EmailMessage } from '../messages/index.js';

/** What the sink knows of a message besides its source. */
export interface Arrival {
  readonly id: string;
  readonly receivedAt: string;
  readonly recipients: readonly string[];
}

/** Reads a message's source. It never fails: of a source that can't be parsed the raw text is all there is to show. */
export async function readEmail(source: Buffer, { id, receivedAt, recipients }: Arrival): Promise<EmailMessage> {
  const raw = source.toString('utf8');
  const mail = await parse(source);
  return {
    id,
    channel: 'email',
    receivedAt,
    to: recipients.join(', '),
    subject: mail?.subject ?? '',
    text: (mail ? mail.text : raw) ?? '',
    html: typeof mail?.html === 'string' ? mail.html : null,
    headers: headersOf(mail),
    blocks: null,
    raw,
  };
}

async function parse(source: Buffer): Promise<ParsedMail | undefined> {
  try {
    return await simpleParser(source, { skipTextToHtml: true, maxHtmlLengthToParse: 2_000_000 });
  } catch {
    return undefined;
  }
}

function headersOf(mail: ParsedMail | undefined): Record<string, string> {
  const headers = new Map<string, string>();
  for (const { key, line } of mail?.headerLines ?? []) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n(?=[ \t])/g, '');
    const before = headers.get(key);
    headers.set(key, before === undefined ? value.trim() : `${before}\n${value.trim()}`);
  }
  return Object.fromEntries(headers);
}
