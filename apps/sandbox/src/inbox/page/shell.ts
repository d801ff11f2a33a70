import { html, type Html } from '../views/html.js';

/** Where a program sends what this page shows. */
export interface Addresses {
  readonly smtp: string;
  readonly slack: string;
}

const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4b5bd7"/>' +
      '<path d="M7 17h5l2 3h4l2-3h5" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round"/>' +
      '<path d="m11 8-4 9v6h18v-6l-4-9z" fill="none" stroke="#fff" stroke-width="2.5" stroke-linejoin="round"/></svg>',
  );

/** The inbox page, still empty: its script fetches the list and follows it. */
export function shell(addresses: Addresses): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sandbox inbox</title>
        <link rel="icon" href="${ICON}" />
        <link rel="stylesheet" href="/page.css" />
        <script type="module" src="/page.js"></script>
      </head>
      <body>
        <header class="bar">
          <h1>Sandbox inbox</h1>
          <p id="state" role="status" data-state="connecting"><span>Connecting</span></p>
          <button type="button" id="clear">Delete all</button>
        </header>
        <main>
          <nav aria-label="Messages">${SEARCH}</nav>
          <article id="message" tabindex="-1" aria-label="Message"></article>
        </main>
        <template id="welcome">${welcome(addresses)}</template>
      </body>
    </html>`;
}

const SEARCH = html`<form id="search" role="search">
    <div class="choices" role="radiogroup" aria-label="Channel">
      <label><input type="radio" name="channel" value="" checked /><span>All</span></label>
      <label><input type="radio" name="channel" value="email" /><span>Email</span></label>
      <label><input type="radio" name="channel" value="slack" /><span>Slack</span></label>
    </div>
    <input type="search" name="contains" placeholder="Search (press /)" aria-label="Search messages" autocomplete="off" />
  </form>
  <div id="list"></div>
  <p id="nothing" hidden>No message like that.</p>`;

/** What stands where a message would, while none is chosen. */
function welcome({ smtp, slack }: Addresses): Html {
  return html`<div class="welcome">
    <h2>Nothing leaves this machine</h2>
    <p>Emails and Slack messages sent to these addresses appear here as they arrive.</p>
    <dl>
      <dt>SMTP</dt>
      <dd><code>${smtp}</code></dd>
      <dt>Slack API</dt>
      <dd><code>${slack}</code></dd>
    </dl>
    <p class="keys"><kbd>↑</kbd> <kbd>↓</kbd> move through the list <kbd>/</kbd> search <kbd>Esc</kbd> back to the list</p>
  </div>`;
}
