import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { role, type Answer, type Caller, type ErrorBody, type Said } from './caller.js';
import { KeysService } from './keys-service.js';

/** What is used here of docs/openapi.yaml, which says what clients may rely on. */
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties: Readonly<Record<string, Exemplified>> }>>;
  };
}

interface Exemplified {
  readonly example: unknown;
}

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Exemplified }[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

const document = parse(readFileSync('docs/openapi.yaml', 'utf8')) as OpenApi;
const ajv = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ } });
ajv.addSchema(document, 'openapi');

const KEYS = '/api/v1/auth/key';
const KEY = '/api/v1/auth/key/{cid}';
const ROTATION = '/api/v1/auth/key/{cid}/rotate';

let service: KeysService;
let powerless: Caller;
let cid: string;

beforeAll(async () => {
  service = await KeysService.start();
  powerless = service.as((await service.as().issue()).apiKey);
  ({ cid } = await service.as().issue({ description: 'why', expirationDate: '2099-03-31' }));
});

afterAll(() => service.stop());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The operations, each with a body it accepts. The example's date is replaced: one day it will be over. */
const operations: readonly (readonly [method: Method, path: string, body: unknown])[] = [
  ['GET', KEYS, undefined],
  ['POST', KEYS, { ...exampleOf('IssueApiKey'), expirationDate: '2099-03-31' }],
  ['GET', KEY, undefined],
  ['PUT', KEY, { ...exampleOf('UpdateApiKey'), expirationDate: '2099-03-31' }],
  ['POST', ROTATION, { ...exampleOf('RotateApiKey'), expirationDate: '2099-03-31' }],
  ['DELETE', KEY, undefined],
];

/** Every way to be refused there is; most operations know only some. */
async function everyAnswer(method: Method, path: string, body: unknown): Promise<readonly Answer<ErrorBody>[]> {
  const url = path.replace('{cid}', cid);
  const ask = (by: Caller, said: Said = { body }, address = url) => by.send(address, { method, ...said });
  const takesBody = body !== undefined;
  return [
    await ask(service.anonymous()),
    await ask(powerless),
    await ask(service.as(), { body }, `${url}?token=x`),
    ...(path !== KEYS ? [await ask(service.as(), { body }, path.replace('{cid}', 'ak0000000000000000'))] : []),
    ...(takesBody ? [await ask(service.as(), { body: {} }), await ask(service.as(), { body: ' '.repeat(3_000_000) })] : []),
    ...(takesBody ? [await ask(service.as(), { body: 'a=b', headers: { 'content-type': 'text/plain' } })] : []),
    await ask(service.as()),
  ];
}

describe('docs/openapi.yaml', () => {
  it.each(operations)('describes all that %s %s answers, and nothing that it never answers', async (method, path, body) => {
    const { responses } = document.paths[path]?.[method.toLowerCase()] as Operation;
    const answers = await everyAnswer(method, path, body);
    // 429 is what answers beyond the limits, 503 while the database is away.
    const described = Object.keys(responses).filter((status) => status !== '429' && status !== '503');
    expect([...new Set(answers.map(({ status }) => String(status)))].sort()).toEqual(described.sort());
    for (const answer of answers) expectDescribed(answer, { method, path });
  });

  it('has parameters whose examples are accepted, all together', async () => {
    const { parameters } = document.paths[KEYS]?.['get'] as Operation;
    const query = parameters.map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema.example))}`).join('&');
    const answer = await service.as().list(`?${query}`);
    expect({ status: answer.status, details: answer.body.details }).toEqual({ status: 200, details: undefined });
  });

  it('lets null stand for every optional field, as the service does', async () => {
    const body = { name: 'n', roles: [role('USER')], description: null, expirationDate: null, timeZone: null };
    expect(ajv.getSchema('openapi#/components/schemas/IssueApiKey')?.(body)).toBe(true);
    expect((await service.as().post(body)).status).toBe(200);
  });
});

function expectDescribed(answer: Answer<unknown>, { method, path }: { readonly method: Method; readonly path: string }): void {
  const place = `${path.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${answer.status}`;
  const described = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status]?.content;
  if (described === undefined) {
    expect(answer.text).toBe('');
    return;
  }
  const validate = ajv.getSchema(`openapi#/paths/${place}/content/application~1json/schema`);
  expect({ place, valid: validate?.(answer.body), errors: validate?.errors }).toEqual({ place, valid: true, errors: null });
}

/** A body made of the examples of its fields. */
function exampleOf(schema: string): Record<string, unknown> {
  const fields = Object.entries(document.components.schemas[schema]?.properties ?? {});
  return Object.fromEntries(fields.map(([name, { example }]) => [name, example]));
}
