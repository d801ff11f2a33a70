import { InvalidField } from '#libs/kernel';

/** A text with gaps: first the text before the first gap, and after each gap the text that follows it. */
export interface Template {
  readonly texts: readonly string[];
  /** What goes into each gap. */
  readonly tags: readonly string[];
}

/** How many different secrets a template may refer to. Each is a look-up, a decryption and an entry of the audit log. */
const MOST_SECRETS = 100;

/** How many characters (UTF-16 code units) a filled-in template may have: a short one with many gaps could become endless. */
const MOST_RENDERED = 2_000_000;

/** All that begins like a reference to a secret; a tag is caught only if it also ends like one. */
const REFERENCE = /\{\{\s*secrets(?![\w-])(?:\.([\w-]{1,255})\s*\}\})?/g;

/**
 * Finds the references to secrets in a template: `{{ secrets.tag }}`, with blanks inside the braces or without. Braces around
 * anything else are text. What begins like a reference and is none, such as `{{ secrets. }}`, throws {@link InvalidField} with
 * the number of its line: left as it is, it would only fail later, and elsewhere.
 */
export function parseTemplate(text: string): Template {
  const [texts, tags] = [[] as string[], [] as string[]];
  let end = 0;
  for (const { 0: reference, 1: tag, index } of text.matchAll(REFERENCE)) {
    if (tag === undefined)
      throw new InvalidField('template', `what begins in line ${lineOf(text, index)} is not of the form {{ secrets.tag }}`);
    texts.push(text.slice(end, index));
    tags.push(tag);
    end = index + reference.length;
  }
  if (new Set(tags).size > MOST_SECRETS)
    throw new InvalidField('template', `must not refer to more than ${String(MOST_SECRETS)} different secrets`);
  return { texts: [...texts, text.slice(end)], tags };
}

/** Fills in the gaps, once: what a value holds stays as it is. Throws {@link InvalidField} if the whole would become too long. */
export function fillIn({ texts, tags }: Template, valueOf: (tag: string) => string): string {
  const values = tags.map(valueOf);
  const length = [...texts, ...values].reduce((sum, part) => sum + part.length, 0);
  if (length > MOST_RENDERED)
    throw new InvalidField('template', `would have more than ${String(MOST_RENDERED)} characters when filled in`);
  return texts.map((text, place) => text + (values[place] ?? '')).join('');
}

function lineOf(text: string, index: number): string {
  return String(text.slice(0, index).split('\n').length);
}
