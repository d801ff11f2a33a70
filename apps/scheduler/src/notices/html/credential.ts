import type { NoticeRow } from '../notice.js';
import { shortened } from '../untrusted-text.js';
import { html, type Html } from './html.js';
import { styles } from './styles.js';

/** A link says where it leads, but a name of 255 letters would be read out once more. */
const LONGEST_LINK_NAME = 60;

/** Keeps twenty credentials below the 102 kB at which Gmail cuts a mail, whatever has to be escaped in them. */
const LONGEST_LISTED = 104;

/** A credential that is the only one in its message: every fact with its label, and a button. */
export function loneCredential(row: NoticeRow): Html {
  const { kind, name, last4, reference, description, owner, roles, response, expiresAt } = row;
  return html`<div class="card" style="${styles.card}">
    ${urgencyOf(row)}
    <dl style="${styles.facts}">
      ${fact(kind, html`<bdi>${name}</bdi>${last4 === undefined ? '' : html`, ending in ${last4}`}`)}
      ${reference === undefined ? '' : fact('Referred to as', html`<bdi>${reference}</bdi>`)}
      ${description === undefined ? '' : fact('What it is for', html`<bdi>${description}</bdi>`)}
      ${fact('Owner', html`<bdi>${owner}</bdi>`)} ${roles === undefined ? '' : fact('Roles', html`${roles}`)}
      ${response === undefined ? '' : fact('Its last reminder', html`<bdi>${response}</bdi>`)}
      ${fact('Exact end (UTC)', utc(expiresAt))}
    </dl>
    ${linkTo(row, 'button')}
  </div>`;
}

/** One credential among several: a heading and as few lines as will do. */
export function listedCredential(row: NoticeRow): Html {
  const { kind, name, last4, reference, description, owner, roles, response, expiresAt } = row;
  const short = (text: string) => html`<bdi>${shortened(text, LONGEST_LISTED)}</bdi>`;
  return html`<li class="card" style="${styles.card}">
    <h2 style="${styles.name}"><bdi>${name}</bdi></h2>
    ${urgencyOf(row)}
    <p class="small" style="${styles.small}">
      ${kind}${last4 === undefined ? '' : ` ending in ${last4}`}${reference === undefined ? '' : html` <bdi>${reference}</bdi>`}<br />
      Owner: ${short(owner)}<br />${roles === undefined ? '' : html`Roles: ${roles}<br />`}
      ${description === undefined ? '' : html`For: ${short(description)}<br />`}
      ${response === undefined ? '' : html`${short(response)}<br />`} Exact end (UTC): ${utc(expiresAt)}
    </p>
    ${linkTo(row, 'link')}
  </li> `;
}

function urgencyOf({ expired, distance, end }: NoticeRow): Html {
  return expired
    ? html`<p class="past" style="${styles.past}">Has expired: was valid ${end}</p>`
    : html`<p class="soon" style="${styles.soon}">Expires ${distance}: valid ${end}</p>`;
}

function fact(label: string, value: Html): Html {
  return html`<dt class="label" style="${styles.label}">${label}</dt>
    <dd style="${styles.fact}">${value}</dd>`;
}

function utc(instant: string): Html {
  return html`<time datetime="${instant}" style="${styles.unbroken}">${instant}</time>`;
}

function linkTo({ remedy, name, url }: NoticeRow, look: 'button' | 'link'): Html {
  const words = html`${remedy} <bdi>${shortened(name, LONGEST_LINK_NAME)}</bdi>`;
  return html`<a class="${look}" href="${url}" style="${styles[look]}">${words}</a>`;
}
