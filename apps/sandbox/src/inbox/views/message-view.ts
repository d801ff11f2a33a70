import type { EmailMessage, Message, SlackMessage } from '../../messages/index.js';
import { drawBlocks } from './blocks.js';
import { html, type Html } from './html.js';
import { mrkdwn } from './mrkdwn.js';
import { tabs } from './tabs.js';
import { moment } from './moment.js';

/** A whole message, with all the ways to look at it. */
export function messageView(message: Message): Html {
  return message.channel === 'email' ? emailView(message) : slackView(message);
}

function emailView(message: EmailMessage): Html {
  const { id, subject, to, headers, receivedAt, text, raw } = message;
  return html`<header class="head">
      <h2>${subject || 'No subject'}</h2>
      <dl>
        <dt>From</dt>
        <dd>${headers['from'] ?? 'not said'}</dd>
        <dt>To</dt>
        <dd>${to}</dd>
        <dt>Received</dt>
        <dd>${moment(receivedAt)}</dd>
      </dl>
    </header>
    ${tabs('How to show the email', [
      ...(message.html === null
        ? []
        : [
            { name: 'html', label: 'HTML', panel: mailFrame(id) },
            { name: 'narrow', label: '320 px', panel: mailFrame(id) },
          ]),
      { name: 'text', label: 'Text', panel: html`<pre>${text}</pre>` },
      { name: 'headers', label: 'Headers', panel: headerTable(headers) },
      { name: 'raw', label: 'Raw', panel: html`<pre>${raw}</pre>` },
    ])}`;
}

/** The email's own document, where it can neither run scripts nor fetch anything; links open in a new tab. */
function mailFrame(id: string): Html {
  return html`<iframe
    src="/inbox/messages/${id}/body"
    title="The email as HTML"
    loading="lazy"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
  ></iframe>`;
}

function headerTable(headers: EmailMessage['headers']): Html {
  return html`<dl class="headers">
    ${Object.entries(headers).map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function slackView(message: SlackMessage): Html {
  const { to, text, blocks, metadata, raw, receivedAt, editedAt } = message;
  return html`<header class="head">
      <h2>${to}</h2>
      <dl>
        <dt>Received</dt>
        <dd>${moment(receivedAt)}</dd>
        ${
          editedAt &&
          html`<dt>Edited</dt>
            <dd>${moment(editedAt)}</dd>`
        }
      </dl>
    </header>
    ${tabs('How to show the Slack message', [
      { name: 'slack', label: 'Message', panel: slackMessage(message) },
      { name: 'text', label: 'Notification text', panel: html`<pre>${text}</pre>` },
      { name: 'metadata', label: 'Metadata', panel: html`<pre>${metadata ? JSON.stringify(metadata, null, 2) : 'None.'}</pre>` },
      { name: 'blocks', label: 'Blocks', panel: html`<pre>${JSON.stringify(blocks, null, 2)}</pre>` },
      { name: 'raw', label: 'Raw', panel: html`<pre>${raw}</pre>` },
    ])}`;
}

function slackMessage({ text, blocks, receivedAt, editedAt }: SlackMessage): Html {
  return html`<div class="slack">
    <span class="avatar" aria-hidden="true">C</span>
    <div>
      <p class="author"><strong>Curfew</strong> <span class="app">APP</span> ${moment(receivedAt)}</p>
      ${blocks.length > 0 ? drawBlocks(blocks) : html`<div class="block mrkdwn">${mrkdwn(text)}</div>`}
      ${editedAt && html`<p class="edited">(edited)</p>`}
    </div>
  </div>`;
}
