import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { asyncApiDocument } from './document.js';
import { busQuestions, type BusPattern } from '../bus.js';
import { streamEvent, streamEventTypes, type KeyEvent } from '../key-events.js';

interface Message {
  readonly name: string;
  readonly payload: object;
  readonly examples: readonly { readonly summary: string; readonly payload: unknown }[];
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
  readonly reply?: Omit<Operation, 'action' | 'reply'>;
}

const document = asyncApiDocument() as Document;
const { keys, ...busChannels } = document.channels;
const events = Object.values(keys?.messages ?? {});
const everyMessage = Object.values(document.channels).flatMap((channel) => Object.values(channel.messages));
const patterns = Object.keys(busQuestions) as readonly BusPattern[];

/** Validates the payload of a message as any reader of the document can. */
function validatorOf({ payload }: Message): ValidateFunction {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false });
  ajv.addFormat('date', (text) => new Date(`${text}T00:00:00Z`).toJSON() === `${text}T00:00:00.000Z`);
  ajv.addFormat(
    'date-time',
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
  );
  ajv.addFormat('ipv4', (text) => isIPv4(text));
  ajv.addFormat('ipv6', (text) => isIPv6(text));
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

  it('sends every event over the stream, and each of them by one message', () => {
    expect(events.map(({ name }) => name)).toEqual(streamEventTypes);
    const { action, channel, messages = [] } = document.operations['publishKeyEvents'] ?? {};
    expect([action, channel]).toEqual(['send', { $ref: '#/channels/keys' }]);
    expect(messages.map(({ $ref }) => resolve($ref))).toEqual(events);
  });

  it('has a question and an answer for whatever can be asked', () => {
    const addresses = Object.values(busChannels).map(({ address }) => address);
    expect(addresses).toEqual(patterns.flatMap((pattern) => [pattern, `${pattern}.reply`]));
    const { publishKeyEvents: _, ...operations } = document.operations;
    expect(
      Object.values(operations).map(({ channel, reply }) => [resolve(channel.$ref), resolve(reply?.channel.$ref ?? '')]),
    ).toEqual(patterns.map((_pattern, place) => Object.values(busChannels).slice(place * 2, place * 2 + 2)));
  });

  it.each(everyMessage)('gives examples of $name that fit its schema', (message) => {
    const validate = validatorOf(message);
    expect(message.examples).not.toHaveLength(0);
    for (const { payload } of message.examples) {
      validate(payload);
      expect(validate.errors).toBeNull();
    }
  });

  it.each(events)('gives examples of $name that publishers and consumers understand', ({ name, examples }) => {
    for (const { payload } of examples) {
      expect(streamEvent.parse(payload)).toEqual(payload);
      expect(payload).toHaveProperty('type', name);
    }
  });

  it.each(patterns)('gives examples of %s that both sides understand', (pattern) => {
    const [question, answer] = [pattern, `${pattern}.reply`].map((sought) =>
      Object.values(busChannels)
        .filter(({ address }) => address === sought)
        .flatMap(({ messages }) => Object.values(messages).flatMap(({ examples }) => examples)),
    );
    for (const { payload } of question ?? []) {
      const { data } = payload as { readonly data: unknown };
      expect(busQuestions[pattern].request.parse(data)).toEqual(data);
    }
    for (const { payload } of answer ?? []) {
      const { response } = payload as { readonly response: unknown };
      expect(busQuestions[pattern].answer.parse(response)).toEqual(response);
    }
  });
});

describe('the schema of a message', () => {
  const [message] = events;
  const example = message?.examples[0]?.payload as KeyEvent | undefined;
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
    ['a role that is none', { ...example, data: { ...data, roles: [{ type: 'DEFAULT', role: 'ROOT' }] } }],
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
      { kind: 'password' },
      { last4: null },
      { roles: [] },
      { replacedBy: 'ak2b3c4d5e6f708192' },
    ];
    for (const change of changes) {
      const event = { ...example, data: { ...data, ...change } };
      expect([change, validatorOf(message)(event)]).toEqual([change, streamEvent.safeParse(event).success]);
    }
  });
});
