/**
 * What can move a cursor, hide text or turn its direction: controls, lone surrogates, bidi controls, invisible characters. And how an
 * encoded word begins (RFC 2047), which whoever reads a header would decode into any of these.
 */
const DANGEROUS = /[\p{Cc}\p{Cs}\p{Bidi_Control}]|=(?=\?)|(?![\u200C\u200D\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/gu;

const BLANKS = /[\s\u0085]+/gu;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text that somebody else chose, fit to be a part of ours: one line, with a visible � for each character that could act on
 * a terminal, a header or the reader's eye, and at most `most` UTF-16 code units long. Not escaped for any medium.
 *
 * @example untrusted('ci\r\nBcc: a@b.test', 40) // 'ci Bcc: a@b.test'
 */
export function untrusted(text: string, most: number): string {
  return shortened(
    text
      .slice(0, most * 8)
      .replace(BLANKS, ' ')
      .trim()
      .replace(DANGEROUS, '\uFFFD'),
    most,
  );
}

/** The text itself, or its beginning and `…`, cut between characters as people see them; at most `most` code units long. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const { segment } of characters.segment(text.slice(0, most))) {
    if (kept.length + segment.length >= most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
