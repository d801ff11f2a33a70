import type { Notice } from '../notice.js';
import { listedCredential, loneCredential } from './credential.js';
import { html, type Html } from './html.js';
import { pageOf } from './page.js';
import { styles } from './styles.js';

/** The notice as an HTML page for mail programs, in headings and lists that a screen reader can walk. */
export function renderHtml(notice: Notice): string {
  const { headline, consequence, reason } = notice;
  const body = html`${credentialsOf(notice)}
    <p style="${styles.paragraph}">${consequence}</p>
    <p class="small" style="${styles.small}">${reason}</p>`;
  return pageOf(headline, body);
}

function credentialsOf({ rows, more, ...all }: Notice): Html {
  const [only] = rows;
  if (only && rows.length === 1) return loneCredential(only);
  if (rows.length === 0) return html``;
  // Without the role, Safari takes a list without bullets for no list.
  return html`<ul role="list" style="${styles.list}">
      ${rows.map(listedCredential)}
    </ul>
    ${more > 0 ? moreOf(more, all) : ''}`;
}

function moreOf(more: number, { allUrl, allWords }: Pick<Notice, 'allUrl' | 'allWords'>): Html {
  return html`<p style="${styles.paragraph}">
    And ${more} more: <a class="link" href="${allUrl}" style="${styles.link}">see all ${allWords}</a>
  </p>`;
}
