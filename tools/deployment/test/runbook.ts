import { readText } from './repository.js';

/** The text of the runbook. */
export const runbook = readText('docs/runbook.md');

/** The sections about one alert each. */
export const alertSections: readonly { readonly name: string; readonly text: string }[] = runbook
  .split(/^(?=##+ )/m)
  .flatMap((text) => {
    const name = /^### (Curfew\w+)\n/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, text }];
  });

/** Every statement of SQL in it. */
export const statements: readonly string[] = [...runbook.matchAll(/^```sql\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
  block
    .split(';\n')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== ''),
);
