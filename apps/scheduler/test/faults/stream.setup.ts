import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { DEAD_LETTER_STREAM, KEYS_STREAM } from '#libs/contracts';
import { until } from '#libs/testing';
import type { System } from '../system.setup.js';
import { askRedis, untilDue, type Fault } from './fault.setup.js';

const ENVELOPE = {
  specversion: '1.0',
  id: `ev-${randomUUID()}`,
  source: '/curfew/keys',
  subject: 'ak0000000000000000',
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
};

/** The events that are on the stream, as text, oldest first. */
export const textsOnStream = (system: System) => textsOf(system, KEYS_STREAM);

async function textsOf(system: System, stream: string): Promise<string[]> {
  const entries = await askRedis(system, (redis) => redis.xrange(stream, '-', '+'));
  return entries.map(([, fields]) => fields.join(' '));
}

const publish = async (system: System, ...texts: readonly string[]) => {
  await askRedis(system, async (redis) => {
    for (const text of texts) await redis.xadd(KEYS_STREAM, '*', 'event', text);
  });
};

/** Waits until an event that contains a text is among the dead letters, and answers all that is kept there of it. */
const putAside = (system: System, text: string) =>
  until(async () => (await textsOf(system, DEAD_LETTER_STREAM)).find((letter) => letter.includes(text)), {
    what: `${text} is put aside`,
  });

/** What comes on the stream. */
export const streamFaults: readonly Fault[] = [
  {
    ...{
      number: 17,
      fault: 'a newer release tells of what this one does not know',
      injected: 'an event of an unknown type before the others: put aside with the reason, to be replayed',
    },
    before: (system) => publish(system, JSON.stringify({ ...ENVELOPE, type: 'KeyPainted', data: { colour: 'red' } })),
    strike: async (system) => {
      expect(await putAside(system, 'KeyPainted')).toContain('type');
    },
  },
  {
    ...{
      number: 34,
      fault: 'events come again, and in the wrong order',
      injected: 'what was told of the keys, a change of their names included, added to the stream thrice, backwards',
      dueInMs: 6_000,
    },
    strike: async (system, keys) => {
      for (const { cid, name } of keys) await system.call('PUT', `/auth/key/${cid}`, { name: `${name}renamed` });
      const told = async () => (await textsOnStream(system)).filter((text) => keys.some(({ cid }) => text.includes(cid)));
      await until(async () => (await told()).length >= 2 * keys.length, { what: 'the changes are on the stream' });
      const backwards = (await told()).reverse();
      await publish(system, ...backwards, ...backwards, ...backwards);
      await untilDue(keys);
      for (const { name } of keys) expect(await system.inbox.both(`${name}renamed`)).toHaveLength(2);
    },
  },
  {
    ...{
      number: 39,
      fault: 'the stream holds what makes no sense',
      injected: 'no JSON, an unknown version of the envelope, 10 MB: each is put aside with the reason',
    },
    before: (system) =>
      publish(system, 'gibberish-39', JSON.stringify({ ...ENVELOPE, specversion: '9.9' }), `large-39-${'x'.repeat(10_000_000)}`),
    strike: async (system) => {
      expect(await putAside(system, 'gibberish-39')).toContain('is not JSON');
      expect(await putAside(system, '9.9')).toContain('specversion');
      expect(await putAside(system, 'large-39')).toContain('characters long');
    },
  },
];
