/** Control characters, and those that reorder what stands around them. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

const CONTROL_BUT_LAYOUT = /[^\P{Cc}\r\n\t]|[\u202A-\u202E\u2066-\u2069]/u;

/** Half of a surrogate pair: not text, and no database takes it. */
const LONE_SURROGATE = /\p{Cs}/u;

/** What Slack reads as a mention or a broadcast: `<!channel>`, `<@U123>`, `<#C123>`. */
const SLACK_SEQUENCE = /<(?:!\p{L}|[@#][\p{L}\p{N}])[^>]*>/u;

/** Blanks of every kind; among them letters that no font draws (Hangul fillers) and the Braille pattern without a dot. */
const NOTHING_TO_SEE = /^[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Why a name can't be accepted, or `undefined`. It will stand in subjects, logs and messages, on one line. */
export function objectionToName(text: string): string | undefined {
  if (LONE_SURROGATE.test(text)) return 'must be well-formed Unicode';
  if (CONTROL.test(text)) return 'must not hold control characters or line breaks';
  if (SLACK_SEQUENCE.test(text)) return 'must not hold a Slack mention such as <!channel>';
  if (NOTHING_TO_SEE.test(text)) return 'must not be empty';
  return isLongerThan(text.trim(), 255) ? 'must be at most 255 characters' : undefined;
}

/** Why a description can't be accepted, or `undefined`. It may have several lines and tabs, and may be empty. */
export function objectionToDescription(text: string): string | undefined {
  if (LONE_SURROGATE.test(text)) return 'must be well-formed Unicode';
  if (CONTROL_BUT_LAYOUT.test(text)) return 'must not hold control characters other than line breaks and tabs';
  return isLongerThan(text.trim(), 1_000) ? 'must be at most 1000 characters' : undefined;
}

/** Counts characters as people and Postgres do: an emoji is one, not two. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && Array.from(text).length > limit;
}
