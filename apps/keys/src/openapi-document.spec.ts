import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { openApiYaml } from './openapi-document.js';

interface Schema {
  readonly type?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

it('docs/openapi.yaml is current', async () => {
  // If this fails: npm run build && node dist/apps/keys/src/openapi.js > docs/openapi.yaml
  expect(readFileSync('docs/openapi.yaml', 'utf8')).toBe(await openApiYaml());
});

it('gives an example for every field', async () => {
  const { components } = parse(await openApiYaml()) as { components: { schemas: Record<string, Schema> } };
  const silent = Object.entries(components.schemas).flatMap(([name, schema]) => fieldsWithoutExample(schema, name));
  expect(silent).toEqual([]);
});

function fieldsWithoutExample(schema: Schema, path: string): string[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    fieldsWithoutExample(field, `${path}.${name}`),
  );
  const parts = [...(schema.items ? [schema.items] : []), ...(schema.oneOf ?? [])].flatMap((part) =>
    fieldsWithoutExample(part, path),
  );
  const isLeaf = schema.type !== undefined && schema.type !== 'object' && schema.type !== 'array';
  return [...inner, ...parts, ...(isLeaf && schema.example === undefined ? [path] : [])];
}
