import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { asyncApiDocument } from './asyncapi.js';
import { keyEvent, keyEventTypes, type KeyEvent } from './key-events.js';

interface Message {
  readonly name: string;
  readonly payload: object;
  readonly examples: readonly { readonly payload: KeyEvent }[];
}

interface Reference {
  readonly $ref: string;
}

interface Document {
  readonly asyncapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

interface Channel {
  readonly address: string;
  readonly messages: Readonly<Record<string, Message>>;
}

interface Operation {
  readonly action: string;
  readonly channel: Reference;
  readonly messages: readonly Reference[];
}

const document = asyncApiDocument() as Document;
const messages = Object.values(document.channels).flatMap((channel) => Object.values(channel.messages));

/** Validates the payload of a message as any reader of the document can. */
function validatorOf({ payload }: Message): ValidateFunction {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false });
  ajv.addFormat('date', (text) => new Date(`${text}T00:00:00Z`).toJSON() === `${text}T00:00:00.000Z`);
  ajv.addFormat(
    'date-time',
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  );
  return ajv.compile(payload);
}

/** What a reference of the document leads to. */
function resolve($ref: string): unknown {
  const steps = $ref.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((place, step) => (place as Record<string, unknown> | undefined)?.[step], document);
}

function referencesIn(place: unknown): string[] {
  if (typeof place !== 'object' || place === null) return [];
  return Object.entries(place).flatMap(([name, value]) => (name === '$ref' ? [String(value)] : referencesIn(value)));
}

it('docs/asyncapi.yaml is current', () => {
  // If this fails: npm run docs
  expect(parse(readFileSync('docs/asyncapi.yaml', 'utf8'))).toEqual(document);
});

describe('the AsyncAPI document', () => {
  it('has what version 3 asks for, and references that lead somewhere', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect([document.info.title, document.info.version]).toEqual([expect.any(String), expect.any(String)]);
    const references = referencesIn(document);
    expect(references).not.toEqual([]);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('sends every event over its channel, and each of them by one message', () => {
    expect(messages.map(({ name }) => name)).toEqual(keyEventTypes);
    for (const { action, channel, messages: sent } of Object.values(document.operations)) {
      expect(action).toBe('send');
      expect(sent.map(({ $ref }) => $ref)).toEqual(keyEventTypes.map((type) => `${channel.$ref}/messages/${type}`));
      expect(sent.map(({ $ref }) => resolve($ref))).toEqual(messages);
    }
  });

  it.each(messages)('gives an example of $name that fits its schema, and the one publishers use', (message) => {
    const validate = validatorOf(message);
    expect(message.examples).not.toHaveLength(0);
    for (const { payload } of message.examples) {
      validate(payload);
      expect(validate.errors).toBeNull();
      expect(keyEvent.parse(payload)).toEqual(payload);
      expect(payload.type).toBe(message.name);
    }
  });
});

describe('the schema of a message', () => {
  const [message] = messages;
  const example = message?.examples[0]?.payload;
  if (!message || !example) throw new Error('The document has no message.');
  const { data } = example;
  const expiration = data.expiration ?? {};

  it.each<readonly [string, object]>([
    ['another type', { ...example, type: 'KeyDeleted' }],
    ['no id', { ...example, id: undefined }],
    ['a secret beside the event', { ...example, apiKey: 'cfw_0123' }],
    ['a secret in the snapshot', { ...example, data: { ...data, hashedKey: 'x' } }],
    ['a time that is none', { ...example, time: '2027-02-30T25:00:00Z' }],
    ['a time that is not in UTC', { ...example, time: '2027-03-01T10:15:00+01:00' }],
    ['a day that is none', { ...example, data: { ...data, expiration: { ...expiration, date: '2027-02-30' } } }],
    ['no role', { ...example, data: { ...data, roles: [] } }],
    ['five last characters', { ...example, data: { ...data, last4: 'x7Qd5' } }],
    ['version zero', { ...example, data: { ...data, version: 0 } }],
  ])('refuses %s', (_what, event) => {
    expect(validatorOf(message)(JSON.parse(JSON.stringify(event)))).toBe(false);
  });

  it('agrees with the schema publishers and consumers use', () => {
    const changes = [
      { name: '' },
      { description: null },
      { expiration: null },
      { revokedAt: 'soon' },
      { owner: {} },
      { kind: 'secret' },
    ];
    for (const change of changes) {
      const event = { ...example, data: { ...data, ...change } };
      expect([change, validatorOf(message)(event)]).toEqual([change, keyEvent.safeParse(event).success]);
    }
  });
});
