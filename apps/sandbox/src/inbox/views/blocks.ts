import { z } from 'zod';
import { html, type Content, type Html } from './html.js';
import { linkTo, mrkdwn, unescaped } from './mrkdwn.js';

const text = z.looseObject({ type: z.string(), text: z.string() });

/** A text, a button or an image inside a block. */
const element = z.looseObject({
  type: z.string(),
  text: z.union([z.string(), text]).optional(),
  url: z.string().optional(),
  style: z.string().optional(),
  alt_text: z.string().optional(),
});

/** Only what is drawn; the server has already refused what Slack would refuse. */
const block = z.looseObject({
  type: z.string(),
  text: text.optional(),
  fields: z.array(text).optional(),
  elements: z.array(element).optional(),
  accessory: element.optional(),
});

/** Block Kit blocks, drawn like Slack does: header, section, context, divider, actions. Others are named, with their JSON. */
export function drawBlocks(blocks: readonly unknown[]): Html {
  return html`${blocks.map(draw)}`;
}

function draw(given: unknown): Html {
  const parsed = block.safeParse(given);
  if (!parsed.success) return undrawn(given);
  const { type, text: content, fields, elements, accessory } = parsed.data;
  switch (type) {
    case 'header':
      return html`<h3 class="block">${content && drawText(content)}</h3>`;
    case 'section':
      return html`<div class="block section">
        <div>${content && html`<div class="mrkdwn">${drawText(content)}</div>`} ${fields && drawFields(fields)}</div>
        ${accessory && drawElement(accessory)}
      </div>`;
    case 'context':
      return html`<div class="block context">${elements?.map(drawElement)}</div>`;
    case 'actions':
      return html`<div class="block actions">${elements?.map(drawElement)}</div>`;
    case 'divider':
      return html`<hr class="block" />`;
    default:
      return undrawn(given);
  }
}

function drawFields(fields: readonly z.output<typeof text>[]): Html {
  return html`<div class="fields">${fields.map((field) => html`<div class="mrkdwn">${drawText(field)}</div>`)}</div>`;
}

function drawText({ type, text: content }: z.output<typeof text>): Content {
  return type === 'mrkdwn' ? mrkdwn(content) : unescaped(content);
}

function drawElement(given: z.output<typeof element>): Html {
  const { type, text: content, alt_text: instead } = given;
  if (typeof content === 'string') return html`<span class="mrkdwn">${drawText({ type, text: content })}</span>`;
  if (type === 'button' && content) return drawButton(unescaped(content.text), given);
  return html`<span class="placeholder">${instead ?? type}</span>`;
}

/** A button with a link is one; another has nobody to press it for here and is only shown. */
function drawButton(label: string, { url, style = '' }: z.output<typeof element>): Html {
  const className = `slack-button ${['primary', 'danger'].includes(style) ? style : ''}`;
  if (url && /^https?:/i.test(url)) return linkTo(url, label, className);
  return html`<button type="button" class="${className}" disabled title="Buttons without a link do nothing here">
    ${label}
  </button>`;
}

function undrawn(given: unknown): Html {
  return html`<details class="block">
    <summary>A block this page does not draw</summary>
    <pre>${JSON.stringify(given, null, 2)}</pre>
  </details>`;
}
