import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { openApiYaml } from '../src/openapi-document.js';
import type { Answer, Caller, ErrorBody, Said } from './caller.js';
import { KeysService } from './keys-service.js';
import { StandInScheduler } from './stand-in-scheduler.js';

/** As many requests as are made up, over all operations of the document. */
const REQUESTS = 20_000;

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly example?: unknown;
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Target {
  readonly method: NonNullable<Said['method']>;
  readonly path: string;
  readonly operation: Operation;
}

interface Sent extends Said {
  readonly url: string;
}

let service: KeysService;
let scheduler: StandInScheduler;
let schemas: Readonly<Record<string, Schema>>;
let targets: readonly Target[];

beforeAll(async () => {
  service = await KeysService.start();
  scheduler = await StandInScheduler.start(service.redis.url);
  const document = parse(await openApiYaml()) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  schemas = document.components.schemas;
  targets = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase() as Target['method'],
      operation,
    })),
  );
});

afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

it('whatever is sent: no 5xx, every refusal in the wire format and of a named field, and nothing changed by it', async () => {
  const callers = [service.as(), service.as((await service.as().issue()).apiKey)];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets).chain(requestTo), fc.constantFrom(...callers), async (sent, caller) => {
      const { answer, written } = await send(caller, sent);
      expect(answer.status).toBeLessThan(500);
      if (answer.status < 400) return;
      expect(written).toEqual([]);
      expect(answer.body).toMatchObject({ httpStatus: answer.status, requestId: expect.any(String) });
      if (answer.status === 400) expect(answer.body.details).toMatch(NAMED);
    }),
    { numRuns: REQUESTS },
  );
}, 600_000);

/** A field or parameter with what is wrong about it, or a body that is not one at all. */
const NAMED = /^[^\s:]{1,200}(\.[^\s:]+)*: |^The body is not well-formed|^The body is nested too deeply/;

/** Sends it, and answers with the statements that changed something and were committed. */
async function send(caller: Caller, { url, ...said }: Sent): Promise<{ answer: Answer<ErrorBody>; written: readonly string[] }> {
  let answer: Answer<ErrorBody> | undefined;
  const statements = await service.statementsDuring(async () => {
    answer = await caller.send(url, said);
  });
  if (!answer) throw new Error('There was no answer.');
  const changes = statements.filter((sql) => /^\s*(INSERT|UPDATE|DELETE)/i.test(sql) && !/keys\.(outbox|changes)/.test(sql));
  return { answer, written: statements.includes('COMMIT') ? changes : [] };
}

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\r\n',
    '<!channel>',
    '\u0000',
    "';--",
    '{{ secrets.x }}',
    '2026-02-30',
    '+010000-01-01',
    'P400Y',
    '../..',
    '%00',
    'NaN',
    '-1',
  ),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, [], {}, [[]], [null], { type: 'CUSTOM', tag: 'x' }),
  fc.jsonValue({ maxDepth: 3 }),
);

function requestTo({ method, path, operation }: Target): fc.Arbitrary<Sent> {
  const body = bodyOf(operation);
  return fc
    .record({ address: addressOf(path), query: queryOf(operation), body })
    .map(({ address, query, body: sent }) => ({ method, url: address + query, ...(sent === undefined ? {} : { body: sent }) }));
}

function addressOf(path: string): fc.Arbitrary<string> {
  const text = fc.oneof(
    fc.constantFrom(
      'ak0000000000000000',
      'se0000000000000000',
      'pt0000000000000000',
      'us0000000000000000',
      'my-role',
      'x',
      '%00',
      '..%2f',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map(encoded),
  );
  const parts = path.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? text : fc.constant(part)));
  return fc.tuple(...parts).map((chosen) => chosen.join(''));
}

function queryOf({ parameters = [] }: Operation): fc.Arbitrary<string> {
  const names = [...parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name), 'unknown'];
  const pair = fc.tuple(
    fc.constantFrom(...names),
    fc.oneof(junk.map(asText), fc.constantFrom('0', '1', '250', '1001', 'ACTIVE', 'True')),
  );
  return fc
    .array(pair, { maxLength: 3 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${encoded(value)}`).join('&')}`));
}

function bodyOf({ requestBody }: Operation): fc.Arbitrary<unknown> {
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (!schema) return fc.constant(undefined);
  const { properties = {} } = schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const fields = Object.entries(properties).map(([name, { example }]) => {
    const value = fc.oneof({ weight: 3, arbitrary: fc.constant(example) }, { weight: 2, arbitrary: junk });
    return [name, value] as const;
  });
  const whole = fc.record({ ...Object.fromEntries(fields), unknown: junk }, { requiredKeys: [] });
  return fc.oneof({ weight: 8, arbitrary: whole }, { weight: 1, arbitrary: junk }, { weight: 1, arbitrary: fc.string() });
}

/** As people write it; not by its own `toString`, which made-up values may bring along. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Percent-encoded, halves of surrogate pairs included. */
function encoded(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\w.-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
