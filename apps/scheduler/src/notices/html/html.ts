/** Markup that may be written out as it is; only {@link html} makes it. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

/** What a template may hold: markup as it is, lists of markup one after the other, texts and numbers escaped. */
type Value = Html | readonly Html[] | string | number;

/**
 * A template tag that escapes every text put into it, so that none can become markup, neither between tags nor inside a
 * quoted attribute.
 *
 * @example html`<b title="${'"'}">${'<i>'}</b>` // <b title="&quot;">&lt;i&gt;</b>
 */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(template.map((text, index) => text + written(values[index] ?? '')).join(''));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function written(value: Value): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
