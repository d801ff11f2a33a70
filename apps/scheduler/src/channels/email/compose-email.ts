import MailComposer from 'nodemailer/lib/mail-composer';
import { renderHtml, renderText } from '../../notices/index.js';
import type { OutgoingMessage } from '../channel.js';
import type { MailServer } from './mail-server.js';

/**
 * A message as an email, ready for the wire: to one recipient, in plain text and HTML. Its Message-ID is made of the
 * message's id, so that of a mail sent twice most mailboxes show one.
 */
export function composeEmail({ id, recipient, notice }: OutgoingMessage, sender: MailServer['sender']): Promise<Buffer> {
  const composer = new MailComposer({
    from: sender,
    to: { name: '', address: recipient },
    subject: notice.headline,
    text: renderText(notice),
    html: renderHtml(notice),
    messageId: `<${id}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    // Tells vacation responders to keep silent: RFC 3834, and Exchange, which has its own word for it.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
