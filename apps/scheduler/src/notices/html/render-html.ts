import type { Notice, NoticeRow } from '../notice.js';
import { shortened } from '../untrusted-text.js';
import { html, type Html } from './html.js';
import { darkStyles, styles } from './styles.js';

/** A link says where it leads, but a name of 255 letters would be read out twice. */
const LONGEST_LINK_NAME = 60;

/**
 * The notice as an HTML page for mail programs: one column without tables, from 320 pixels up, light and dark, in headings
 * and lists that a screen reader can walk. It loads nothing and runs nothing.
 */
export function renderHtml({ headline, rows, more, allUrl, consequence, reason }: Notice): string {
  const [only] = rows;
  const list =
    only && rows.length === 1 && more === 0
      ? html`<div class="card" style="${styles.card}">${factsOf(only)}</div>`
      : html`<ul role="list" style="${styles.list}">
          ${rows.map(itemOf)}
        </ul>`;
  const page = html`<!doctype html>
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${headline}</title>
        ${darkStyles}
      </head>
      <body class="page" style="${styles.page}">
        <div class="sheet" lang="en" dir="ltr" style="${styles.sheet}">
          <h1 style="${styles.headline}">${headline}</h1>
          ${list} ${more > 0 ? moreOf(more, allUrl) : ''}
          <p style="${styles.paragraph}">${consequence}</p>
          <p class="small" style="${styles.small}">${reason}</p>
        </div>
      </body>
    </html> `;
  return page.toString();
}

function itemOf(row: NoticeRow): Html {
  return html`<li class="card" style="${styles.card}">
    <h2 style="${styles.name}"><bdi>${row.name}</bdi></h2>
    ${factsOf(row)}
  </li> `;
}

function factsOf({ kind, name, last4, description, owner, roles, expired, distance, end, expiresAt, url }: NoticeRow): Html {
  const urgency = expired ? 'past' : 'soon';
  return html`<p class="${urgency}" style="${styles[urgency]}">
      ${expired ? 'Has expired' : `Expires ${distance}`}: valid ${end}
    </p>
    <dl style="${styles.facts}">
      ${fact(kind, html`<bdi>${name}</bdi>, ending in ${last4}`)}
      ${description === undefined ? '' : fact('What it is for', html`<bdi>${description}</bdi>`)}
      ${fact('Owner', html`<bdi>${owner}</bdi>`)} ${fact('Roles', html`${roles}`)}
      ${fact('Exact end (UTC)', html`<time datetime="${expiresAt}">${expiresAt}</time>`)}
    </dl>
    <a class="button" href="${url}" style="${styles.button}"
      >${expired ? 'Open' : 'Rotate'} <bdi>${shortened(name, LONGEST_LINK_NAME)}</bdi></a
    >`;
}

function fact(label: string, value: Html): Html {
  return html`<dt class="label" style="${styles.label}">${label}</dt>
    <dd style="${styles.fact}">${value}</dd>`;
}

function moreOf(more: number, url: string): Html {
  return html`<p style="${styles.paragraph}">
    And ${more} more: <a class="link" href="${url}" style="${styles.link}">see all API keys</a>
  </p>`;
}
