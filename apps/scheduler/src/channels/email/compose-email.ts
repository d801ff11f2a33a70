import MailComposer from 'nodemailer/lib/mail-composer';
import { renderHtml, renderText } from '../../notices/index.js';
import type { OutgoingMessage } from '../channel.js';
import type { Letter } from '../letter.js';
import type { MailServer } from './mail-server.js';

/** A message as an email, ready for the wire. */
export function composeEmail(message: OutgoingMessage, sender: MailServer['sender']): Promise<Buffer> {
  return composeLetter(letterOf(message), sender);
}

/** A message as the letter that tells it, in plain text and HTML. */
export function letterOf({ id, recipient, notice }: OutgoingMessage): Letter {
  return { id, recipient, subject: notice.headline, text: renderText(notice), html: renderHtml(notice) };
}

/**
 * A letter, ready for the wire. Its Message-ID is made of the letter's id, so that of a mail sent twice most mailboxes show
 * one.
 */
export function composeLetter({ id, recipient, subject, text, html }: Letter, sender: MailServer['sender']): Promise<Buffer> {
  const composer = new MailComposer({
    from: sender,
    to: { name: '', address: recipient },
    subject,
    text,
    html,
    messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    // Tells vacation responders to keep silent: RFC 3834, and Exchange, which has its own word for it.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
