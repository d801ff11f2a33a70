import type { Notice } from '../notice.js';
import { listedCredential, loneCredential } from './credential.js';
import { html, type Html } from './html.js';
import { darkStyles, styles } from './styles.js';

/**
 * The notice as an HTML page for mail programs: one column without tables, from 320 pixels up, light and dark, in headings
 * and lists that a screen reader can walk. It loads nothing and runs nothing.
 */
export function renderHtml(notice: Notice): string {
  const { headline, consequence, reason } = notice;
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
          ${credentialsOf(notice)}
          <p style="${styles.paragraph}">${consequence}</p>
          <p class="small" style="${styles.small}">${reason}</p>
        </div>
      </body>
    </html> `;
  return page.toString();
}

function credentialsOf({ rows, more, allUrl }: Notice): Html {
  const [only] = rows;
  if (only && rows.length === 1) return loneCredential(only);
  // Without the role, Safari takes a list without bullets for no list.
  return html`<ul role="list" style="${styles.list}">
      ${rows.map(listedCredential)}
    </ul>
    ${more > 0 ? moreOf(more, allUrl) : ''}`;
}

function moreOf(more: number, url: string): Html {
  return html`<p style="${styles.paragraph}">
    And ${more} more: <a class="link" href="${url}" style="${styles.link}">see all API keys</a>
  </p>`;
}
