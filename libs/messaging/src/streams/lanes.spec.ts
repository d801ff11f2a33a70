import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Lanes } from './lanes.js';
import type { StreamEntry } from './stream-entry.js';

let sequence = 0;
const entry = (subject: string, data = 0): StreamEntry => {
  sequence += 1;
  return { streamId: `${String(sequence)}-0`, text: JSON.stringify({ data, subject }) };
};

/** Lanes in which everything waits until it is let go by its id. */
function heldUp() {
  const gate = new EventEmitter().setMaxListeners(0);
  const begun: string[] = [];
  const lanes = new Lanes(async ({ streamId }: StreamEntry) => {
    begun.push(streamId);
    await once(gate, streamId);
  });
  return { lanes, begun, letGo: ({ streamId }: StreamEntry) => gate.emit(streamId) };
}

const idsOf = (entries: readonly StreamEntry[]) => entries.map(({ streamId }) => streamId);

/** What is begun while nothing is let go. */
async function begunOf(entries: readonly StreamEntry[]): Promise<string[]> {
  const { lanes, begun } = heldUp();
  lanes.take(entries);
  await until(() => begun.length > 0, { what: 'something is begun' });
  return begun;
}

describe('lanes', () => {
  it('see every entry through once, and those of a subject in order', async () => {
    const entries = Array.from({ length: 400 }, (_, index) => entry(`ak${String(index % 40)}`, index));
    const seen: StreamEntry[] = [];
    const lanes = new Lanes((one: StreamEntry) => Promise.resolve(void seen.push(one)));
    lanes.take(entries);
    await lanes.empty();
    expect(seen).toHaveLength(400);
    const subjectOf = (one: StreamEntry) => one.text?.split(',')[1];
    for (const one of entries.slice(0, 40)) {
      const sameSubject = (other: StreamEntry) => subjectOf(other) === subjectOf(one);
      expect(seen.filter(sameSubject)).toEqual(entries.filter(sameSubject));
    }
  });

  it('hold up what is behind on the same subject, and nothing else', async () => {
    const [first, second, other] = [entry('ak1'), entry('ak1'), entry('ak2')];
    const { lanes, begun, letGo } = heldUp();
    lanes.take([first, second, other]);
    await until(() => begun.length === 2, { what: 'two are begun' });
    expect(begun).toEqual(idsOf([first, other]));
    letGo(first);
    await until(() => begun.length === 3, { what: 'the second is begun' });
    expect(lanes.streamIds).toEqual(idsOf([second, other]));
  });

  it('keep a subject together however its event is spaced', async () => {
    const texts = ['{"subject":"ak1"}', '{"subject": "ak1"}', '{ "subject" : "ak1" }'];
    expect(await begunOf(texts.map((text, index) => ({ streamId: `${String(index)}-0`, text })))).toEqual(['0-0']);
  });

  it('are not led astray by a name that looks like a subject', async () => {
    const texts = ['"subject":"x"', '"subject":"y"'].map((name) => JSON.stringify({ data: { name }, subject: 'ak1' }));
    expect(await begunOf(texts.map((text, index) => ({ streamId: `${String(index)}-0`, text })))).toEqual(['0-0']);
  });

  it('do not take again what is in hand, and take it when it no longer is', async () => {
    const one = entry('ak1');
    const { lanes, begun, letGo } = heldUp();
    lanes.take([one, one]);
    lanes.take([one]);
    await until(() => begun.length === 1, { what: 'it is begun' });
    letGo(one);
    await lanes.empty();
    lanes.take([one]);
    await until(() => begun.length === 2, { what: 'it is begun again' });
  });

  it('are full with a thousand in hand, and say when there is room', async () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => entry(`ak${String(index)}`));
    const { lanes, begun, letGo } = heldUp();
    lanes.take(entries);
    await until(() => begun.length === 1_000, { what: 'all are begun' });
    expect(lanes.areFull).toBe(true);
    const room = lanes.room(60_000);
    letGo(entries[500] ?? entry('none'));
    await room;
    expect(lanes.areFull).toBe(false);
  });
});
