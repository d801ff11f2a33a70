import { expect, it } from '@jest/globals';
import { CredentialCache } from './credential-cache.js';
import { CredentialReader, FRESH_MS } from './credential-reader.js';
import type { KnownCredential } from './known-credential.js';
import { stopwatchOf } from './stopwatch.js';

/** A database that answers when it is told to, in the order it was asked. */
const setup = () => {
  const state = { now: 0, suspended: 0, isFollowing: true, asked: 0 };
  const waiting: { readonly answer: (name?: string) => void; readonly fail: (error: Error) => void }[] = [];
  const reader = new CredentialReader({
    cache: new CredentialCache(10),
    isFollowing: () => state.isFollowing,
    stopwatch: stopwatchOf({ monotonic: () => state.now, wall: () => state.now + state.suspended }),
    onRead: () => undefined,
  });
  const find = () =>
    new Promise<KnownCredential | undefined>((resolve, reject) => {
      state.asked += 1;
      waiting.push({
        answer: (name) => {
          resolve(name === undefined ? undefined : ({ id: 'ak1', userId: 'us1', workspaceId: 'ws1', name } as KnownCredential));
        },
        fail: reject,
      });
    });
  const read = async () => (await reader.read('hash', find))?.name;
  const answer = (name?: string) => waiting.shift()?.answer(name);
  return { state, reader, read, answer, fail: (error: Error) => waiting.shift()?.fail(error) };
};

it('asks the database once, and answers from memory from then on', async () => {
  const { state, read, answer } = setup();
  const first = read();
  answer('n');
  expect([await first, await read(), await read()]).toEqual(['n', 'n', 'n']);
  expect(state.asked).toBe(1);
});

it('asks once for all who ask at once', async () => {
  const { state, read, answer } = setup();
  const all = [read(), read(), read()];
  answer('n');
  expect(await Promise.all(all)).toEqual(['n', 'n', 'n']);
  expect(state.asked).toBe(1);
});

it.each([
  ['when an answer has been on its way for too long', 'now'],
  ['after the machine was suspended while an answer was on its way', 'suspended'],
] as const)('asks anew for whoever comes %s', async (_, clock) => {
  const { state, read, answer } = setup();
  const early = read();
  state[clock] = FRESH_MS;
  const late = read();
  answer('old');
  answer('new');
  expect([await early, await late]).toEqual(['old', 'new']);
});

it.each(['ak1', 'us1', 'ws1'])('forgets what has changed under %s', async (subject) => {
  const { reader, read, answer } = setup();
  const before = read();
  answer('old');
  await before;
  reader.forget(subject);
  const after = read();
  answer('new');
  expect(await after).toBe('new');
});

it.each([
  ['a change of it', (reader: CredentialReader) => reader.forget('ak1')],
  ['a gap in what is followed', (reader: CredentialReader) => reader.forgetAll()],
])('does not keep what was looked up before %s, nor pass it on to those who ask after it', async (_, change) => {
  const { reader, read, answer } = setup();
  const before = read();
  change(reader);
  const after = read();
  answer('old');
  expect(await before).toBe('old');
  answer('new');
  expect(await after).toBe('new');
  expect(await read()).toBe('new');
});

it('keeps what was looked up while something else changed', async () => {
  const { state, reader, read, answer } = setup();
  const before = read();
  reader.forget('ak2');
  answer('n');
  await before;
  expect(await read()).toBe('n');
  expect(state.asked).toBe(1);
});

it('neither uses nor keeps anything while changes are not followed', async () => {
  const { state, read, answer } = setup();
  const first = read();
  answer('old');
  await first;
  state.isFollowing = false;
  const second = read();
  answer('new');
  expect(await second).toBe('new');
  const third = read();
  answer('newer');
  expect(await third).toBe('newer');
});

it('does not keep that a key is unknown, nor that the database failed', async () => {
  const { read, answer, fail } = setup();
  const unknown = read();
  answer();
  expect(await unknown).toBeUndefined();
  const failing = read();
  fail(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  const known = read();
  answer('n');
  expect(await known).toBe('n');
});
