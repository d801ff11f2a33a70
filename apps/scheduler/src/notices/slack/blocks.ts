import { shortened } from '../untrusted-text.js';

/** The few elements of Block Kit that reminders are made of. https://docs.slack.dev/reference/block-kit/blocks */
export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText; readonly accessory?: Button }
  | { readonly type: 'actions'; readonly elements: Button[] }
  | { readonly type: 'context'; readonly elements: PlainText[] };

/** Text that Slack shows as it is: no markup, no mentions, no `:emoji:`. */
export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

/** A button that opens a page, or that tells us what was clicked. */
export interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  readonly action_id: string;
  readonly url?: string;
  /** What comes back with the click. */
  readonly value?: string;
}

/** What Slack refuses beyond, in characters. */
export const slackLimits = { header: 150, section: 3000, button: 75, blocks: 50 } as const;

const LONGEST_ENTITY = '&amp;'.length;

/**
 * Text that Slack shows as it is, at most `most` characters long as it is sent. Slack decodes `&amp;`, `&lt;` and `&gt;` in
 * every text, plain ones too: unescaped, a key named `&lt;` would be shown as another.
 */
export function plain(text: string, most: number = slackLimits.section): PlainText {
  let room = most;
  let sent = escaped(shortened(text, room));
  while (sent.length > most) {
    room -= Math.ceil((sent.length - most) / LONGEST_ENTITY);
    sent = escaped(shortened(text, room));
  }
  return { type: 'plain_text', text: sent, emoji: false };
}

/** A button that opens a page, or tells us what was clicked; `id` is unique in its message. */
export function button(text: string, { id, ...does }: { readonly id: string } & ButtonDoes): Button {
  return { type: 'button', text: plain(text, slackLimits.button), action_id: id, ...does };
}

type ButtonDoes = { readonly url: string } | { readonly value: string };

/** The text with the three characters escaped that Slack reads as its own. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
