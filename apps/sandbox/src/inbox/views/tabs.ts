import { html, type Content, type Html } from './html.js';

/** One way to look at a message. */
export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly panel: Content;
}

/** Tabs made of radio buttons: arrow keys, focus and screen readers work with no script. The first is open. */
export function tabs(title: string, choices: readonly Tab[]): Html {
  return html`<fieldset class="tabs">
    <legend class="unseen">${title}</legend>
    <div class="choices">
      ${choices.map(
        ({ name, label }, index) =>
          html`<label><input type="radio" name="tab" value="${name}" ${index === 0 && 'checked'} /><span>${label}</span></label>`,
      )}
    </div>
    ${choices.map(({ name, panel }) => html`<div class="panel" data-tab="${name}">${panel}</div>`)}
  </fieldset>`;
}
