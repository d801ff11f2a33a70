import { html, type Content, type Html } from './html.js';

/** Preformatted · code · `<link or mention>` · bold · italic · struck, in the order Slack gives them precedence. */
const MARKS =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])|(?<!\w)_(\S|\S[^_\n]*\S)_(?!\w)|(?<!\w)~(\S|\S[^~\n]*\S)~(?!\w)/g;

/** Slack's mrkdwn as markup. Line breaks are kept for CSS to show; whatever is not a mark is text. */
export function mrkdwn(source: string): Html {
  return html`${source.split(/\n?^(?:&gt;|>) ?(.*)$\n?/m).map((part, index) => (index % 2 ? quote(part) : marked(part)))}`;
}

/** Text of a Slack message outside mrkdwn, where `&amp;`, `&lt;` and `&gt;` still stand for characters. */
export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function quote(text: string): Html {
  return html`<blockquote>${marked(text)}</blockquote>`;
}

function marked(source: string): Html {
  const parts: Content[] = [];
  let end = 0;
  for (const match of source.matchAll(MARKS)) {
    parts.push(unescaped(source.slice(end, match.index)), markupOf(match));
    end = match.index + match[0].length;
  }
  return html`${[...parts, unescaped(source.slice(end))]}`;
}

function markupOf([, block, code, reference, bold, italic, struck]: RegExpExecArray): Html {
  if (block !== undefined) return html`<pre>${unescaped(block)}</pre>`;
  if (code !== undefined) return html`<code>${unescaped(code)}</code>`;
  if (reference !== undefined) return referenceOf(reference);
  if (bold !== undefined) return html`<strong>${marked(bold)}</strong>`;
  if (italic !== undefined) return html`<em>${marked(italic)}</em>`;
  return html`<s>${marked(struck ?? '')}</s>`;
}

/** `<url|label>`, `<@U…>`, `<#C…|name>`, `<!channel>`, `<!date^…|fallback>`. */
function referenceOf(reference: string): Html {
  const bar = reference.indexOf('|');
  const [target, label] = bar < 0 ? [reference, undefined] : [reference.slice(0, bar), reference.slice(bar + 1)];
  if (/^[@#!]/.test(target)) return html`<span class="mention">${unescaped(mention(target, label))}</span>`;
  return linkTo(unescaped(target), unescaped(label ?? target));
}

function mention(target: string, label: string | undefined): string {
  if (target.startsWith('!date^')) return label ?? target;
  const name = label ?? target.slice(1);
  return `${target.startsWith('#') ? '#' : '@'}${name.replace(/^@/, '')}`;
}

/** A link that opens elsewhere and tells nobody where from; just its label unless it leads to the web or to mail. */
export function linkTo(target: string, label: Content, className = ''): Html {
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return html`${label}`;
  return html`<a class="${className}" href="${target}" target="_blank" rel="noreferrer noopener">${label}</a>`;
}
