/** A piece of markup that is safe to send: made by {@link html}, never from text as it came. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** What may stand in a template: markup stays, text and numbers are escaped, lists are joined, nothing is nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

/**
 * Markup with values in it, each escaped for text and quoted attributes unless it is markup itself:
 * html`<p title="${subject}">${body}</p>`
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(String.raw({ raw: literals }, ...values.map(markupOf)));
}

function markupOf(value: Content): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(markupOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
