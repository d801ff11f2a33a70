import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { inLanes } from './lanes.js';
import type { StreamEntry } from './stream-entry.js';

let sequence = 0;
const entry = (subject: string, data = 0): StreamEntry => {
  sequence += 1;
  return { streamId: `${String(sequence)}-0`, text: JSON.stringify({ data, subject }) };
};

describe('inLanes', () => {
  it('deals every entry out once, and all of a subject to one lane, in order', async () => {
    const entries = Array.from({ length: 400 }, (_, index) => entry(`ak${String(index % 40)}`, index));
    const lanes: (readonly StreamEntry[])[] = [];
    await inLanes(entries, (lane) => Promise.resolve(void lanes.push(lane)));
    expect(new Set(lanes.flat())).toEqual(new Set(entries));
    expect(lanes.flat()).toHaveLength(400);
    for (const one of entries) {
      const lane = lanes.find((candidate) => candidate.includes(one)) ?? [];
      const sameSubject = (other: StreamEntry) => other.text?.split(',')[1] === one.text?.split(',')[1];
      expect(lane.filter(sameSubject)).toEqual(entries.filter(sameSubject));
    }
  });

  it('keeps a subject together however its event is spaced', async () => {
    const texts = ['{"subject":"ak1"}', '{"subject": "ak1"}', '{ "subject" : "ak1" }'];
    const lanes: (readonly StreamEntry[])[] = [];
    const entries = texts.map((text, index) => ({ streamId: `${String(index)}-0`, text }));
    await inLanes(entries, (lane) => Promise.resolve(void lanes.push(lane)));
    expect(lanes).toEqual([entries]);
  });

  it('is not led astray by a name that looks like a subject', async () => {
    const entries = ['"subject":"x"', '"subject":"y"'].map((name, index) => ({
      streamId: `${String(index)}-0`,
      text: JSON.stringify({ data: { name }, subject: 'ak1' }),
    }));
    const lanes: (readonly StreamEntry[])[] = [];
    await inLanes(entries, (lane) => Promise.resolve(void lanes.push(lane)));
    expect(lanes).toEqual([entries]);
  });

  it('works on different subjects side by side, on at most eight lanes', async () => {
    let atWork = 0;
    let most = 0;
    await inLanes(
      Array.from({ length: 200 }, (_, index) => entry(`ak${String(index)}`)),
      async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await Promise.resolve();
        atWork -= 1;
      },
    );
    expect(most).toBe(8);
  });

  it('rejects when a lane fails, but only once all the others have finished', async () => {
    const gate = new EventEmitter();
    const finished: string[] = [];
    const all = inLanes([entry('ak1'), entry('ak2')], async ([first]) => {
      if (first?.text?.includes('ak1')) throw new Error('Redis is away');
      await once(gate, 'open');
      finished.push('ak2');
    });
    const settled = all.catch((error: unknown) => [...finished, String(error)]);
    const unsettled = until(() => false, { what: 'a lane that was left behind', withinMs: 40 }).catch(() => 'not yet');
    expect(await Promise.race([settled, unsettled])).toBe('not yet');
    gate.emit('open');
    expect(await settled).toEqual(['ak2', 'Error: Redis is away']);
  });
});
