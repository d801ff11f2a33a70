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

/** A button that opens a page. */
export interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  readonly action_id: string;
  readonly url: string;
}

/** What Slack refuses beyond, in characters. */
export const slackLimits = { header: 150, section: 3000, button: 75, blocks: 50 } as const;

/** Text that Slack shows as it is. */
export function plain(text: string): PlainText {
  return { type: 'plain_text', text, emoji: false };
}

/** A button that opens a page; `id` is unique in its message. */
export function button(text: string, { id, url }: { readonly id: string; readonly url: string }): Button {
  return { type: 'button', text: plain(text), action_id: id, url };
}
