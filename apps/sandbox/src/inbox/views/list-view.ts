import type { EmailFault, Faults, SlackFault } from '../../faults/index.js';
import type { Message } from '../../messages/index.js';
import { html, type Html } from './html.js';
import { moment } from './moment.js';
import { unescaped } from './mrkdwn.js';

/** How many messages the list shows; older ones are found by searching. */
const SHOWN = 200;

/** What the list is made of. */
export interface ListParts {
  /** Those asked for, oldest first. */
  readonly messages: readonly Message[];
  readonly faults: ReturnType<Faults['list']>;
}

/** The list of messages, newest first, under a notice of the faults that are set. */
export function listView({ messages, faults }: ListParts): Html {
  const newest = messages.slice(-SHOWN).reverse();
  const older = messages.length - newest.length;
  return html`${faultNotice(faults)}
    <ol class="items" data-count="${messages.length}">
      ${newest.map(item)}
    </ol>
    ${older > 0 && html`<p class="more">and ${older} older: search to find them</p>`}`;
}

function item(message: Message): Html {
  const { id, channel, to, receivedAt } = message;
  const version = message.channel === 'slack' ? (message.editedAt ?? '') : '';
  return html`<li>
    <a href="#${id}" data-id="${id}" data-version="${version}" class="item from-${channel}">
      <span class="icon" role="img" aria-label="${channel === 'email' ? 'Email' : 'Slack'}"
        >${channel === 'email' ? '@' : '#'}</span
      >
      <span class="to">${to}</span> ${moment(receivedAt)}
      <span class="about">${headline(message)}</span>
    </a>
  </li>`;
}

function headline(message: Message): string {
  if (message.channel === 'email') return message.subject || 'No subject';
  return unescaped(message.text) || 'No text';
}

function faultNotice({ email, slack }: ListParts['faults']): Html | '' {
  const notices = [
    ...(email ?? []).map((fault) => notice('Email', fault)),
    ...(slack ?? []).map((fault) => notice('Slack', fault)),
  ];
  if (notices.length === 0) return '';
  return html`<section class="faults" aria-label="Faults that are set">
    <ul>
      ${notices}
    </ul>
    <button type="button" id="clear-faults">Clear faults</button>
  </section>`;
}

function notice(channel: string, { fault, times, ...details }: EmailFault | SlackFault): Html {
  const words = Object.entries(details).filter(([, value]) => value !== false);
  return html`<li>
    <strong>${channel}: ${fault}</strong> ${words.map(([name, value]) => `${name} ${String(value)}`).join(', ')}
    <em>${times === undefined ? 'until cleared' : `${times} more`}</em>
  </li>`;
}
