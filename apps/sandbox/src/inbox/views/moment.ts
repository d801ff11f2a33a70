import { html, type Html } from './html.js';

/** An instant, in UTC until the page's script puts it into the reader's own time. */
export function moment(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}
