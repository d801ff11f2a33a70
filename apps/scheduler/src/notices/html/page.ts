import { html, type Html } from './html.js';
import { darkStyles, styles } from './styles.js';

/**
 * A headline and what follows it, as an HTML page for mail programs: one column without tables, from 320 pixels up, light and
 * dark. It loads nothing and runs nothing.
 */
export function pageOf(headline: string, body: Html): string {
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
          ${body}
        </div>
      </body>
    </html> `;
  return page.toString();
}
