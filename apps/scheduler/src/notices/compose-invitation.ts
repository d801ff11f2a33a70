import { localTimeAt, UTC } from '#libs/kernel';
import { dayInWords } from './expiry-words.js';
import { html } from './html/html.js';
import { pageOf } from './html/page.js';
import { styles } from './html/styles.js';
import { untrusted } from './untrusted-text.js';

/** What an invitation says. */
export interface InvitationParts {
  /** Who is invited. */
  readonly name: string;
  /** The address of whoever invites. */
  readonly invitedBy: string;
  readonly workspaceName: string;
  /** Where it is accepted: whoever knows this address may accept. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** An email in words: subject, plain text and HTML, all saying the same. */
export interface WrittenEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The longest a text may be that somebody else chose, in UTF-16 code units. */
const LONGEST = { name: 100, address: 254, workspace: 100 } as const;

/** An invitation as an email. Whatever people and workspaces are called, it stays on its line and becomes no markup. */
export function composeInvitation({ url, expiresAt, ...chosen }: InvitationParts): WrittenEmail {
  const workspace = untrusted(chosen.workspaceName, LONGEST.workspace);
  const [name, by] = [untrusted(chosen.name, LONGEST.name), untrusted(chosen.invitedBy, LONGEST.address)];
  const { date, time } = localTimeAt(expiresAt, UTC);
  const subject = `You are invited to ${workspace} on Curfew`;
  const greeting = `Hello ${name},`;
  const what = `${by} invites you to ${workspace}, a workspace on Curfew. Curfew keeps API keys, and reminds people before they expire.`;
  const care = `The link is for you alone: whoever has it can accept in your place. It works once, until ${dayInWords(date)}, ${time} UTC.`;
  const reason = `You get this because ${by} entered your address. If you expected no invitation, do nothing: without you nothing happens.`;
  const text = `${[subject, greeting, what, `Accept the invitation:\n${url}`, care, `-- \n${reason}`].join('\n\n')}\n`;
  const body = html`<p style="${styles.paragraph}">Hello <bdi>${name}</bdi>,</p>
    <p style="${styles.paragraph}">
      <bdi>${by}</bdi> invites you to <bdi>${workspace}</bdi>, a workspace on Curfew. Curfew keeps API keys, and reminds people
      before they expire.
    </p>
    <p style="${styles.paragraph}"><a class="button" href="${url}" style="${styles.button}">Accept the invitation</a></p>
    <p style="${styles.paragraph}">${care}</p>
    <p class="small" style="${styles.small}">${reason}</p>`;
  return { subject, text, html: pageOf(subject, body) };
}
