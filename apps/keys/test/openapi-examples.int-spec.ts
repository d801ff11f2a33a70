import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { KeysService } from './keys-service.js';
import { matrix, requestOf } from './matrix.js';
import { StandInScheduler } from './stand-in-scheduler.js';

/** What is used here of docs/openapi.yaml. */
interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const document = parse(readFileSync('docs/openapi.yaml', 'utf8')) as OpenApi;
const ajv = new Ajv({
  strict: false,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, date: true, uri: true },
});
ajv.addSchema(document, 'openapi');

let service: KeysService;
let scheduler: StandInScheduler;

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
});

afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

/** What an example can't say once and for all: a date that is still to come, and what exists in this workspace alone. */
const instead: Readonly<Record<string, object>> = {
  'POST /api/v1/auth/key': { expirationDate: '2099-03-31' },
  'PUT /api/v1/auth/key/:cid': { expirationDate: '2099-03-31' },
  'POST /api/v1/auth/key/:cid/rotate': { expirationDate: '2099-03-31' },
  'POST /api/v1/auth/tokens': { expirationDate: '2099-03-31' },
  'POST /api/v1/secrets': { expirationDate: '2099-03-31' },
  'PUT /api/v1/secrets/:tagOrId': { expirationDate: '2099-03-31' },
  // Either does.
  'POST /api/v1/reminders/:cid/snooze': { until: undefined },
  // What it shows would be asked of every credential that follows.
  'PUT /api/v1/security-policy': { requireExpiration: false },
  // What it shows would lock the test out; it is tried by the validation.
  'PUT /api/v1/ip-allowlist': { entries: [] },
};

const routes = Object.entries(matrix).filter(([route]) => route.includes('/api/'));

it.each(routes)('%s takes the examples of the document, and answers as it says', async (route, row) => {
  const by = service.as();
  const { url, body, ...said } = await requestOf(route, { service, by, row });
  const [method, path] = route.toLowerCase().split(' ') as [string, string];
  const documented = Object.keys(document.paths).find((one) => one.toLowerCase() === path.replace(/:(\w+)/g, '{$1}'));
  const operation = document.paths[documented ?? '']?.[method];
  expect(operation).toBeDefined();
  const examples = bodyOf(operation);
  // What a row must make itself, such as the token of an invitation, stands for its example.
  const given = route.includes('invitations') || route.includes('render') ? body : (instead[route] ?? {});
  const signed = route.includes('slack') ? body : undefined;
  const sent = signed ?? (examples && { ...examples, ...(given as object) });
  const answer = await by.send(url + queryOf(operation), { ...said, ...(sent ? { body: sent } : {}) });
  expect({ status: answer.status, details: answer.status === 200 ? undefined : answer.body.details }).toEqual({
    status: 200,
    details: undefined,
  });
  expectDescribed(answer, `${(documented ?? '').replaceAll('/', '~1')}/${method}/responses/200`, operation);
});

function expectDescribed(answer: { readonly body: unknown; readonly text: string }, place: string, operation?: Operation): void {
  const content = operation?.responses['200']?.content;
  if (!content) expect(answer.text).toBe('');
  if (!content?.['application/json']) return;
  const validate = ajv.getSchema(`openapi#/paths/${place}/content/application~1json/schema`);
  expect({ valid: validate?.(answer.body), errors: validate?.errors }).toEqual({ valid: true, errors: null });
}

/** The examples of all query parameters at once. */
function queryOf(operation: Operation | undefined): string {
  const given = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const pairs = given.map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema.example))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A body made of the examples of its fields; `undefined` for none. */
function bodyOf(operation: Operation | undefined): Readonly<Record<string, unknown>> | undefined {
  const schema = operation?.requestBody?.content['application/json']?.schema;
  if (!schema) return undefined;
  const { properties = {} } =
    schema.$ref === undefined ? schema : (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  return Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));
}
