import { describe, expect, test } from '@jest/globals';
import type { EmailMessage } from './message.js';
import { MessageStore, type StoreEvent } from './message-store.js';

const email = (id: string, raw = 'source'): EmailMessage => ({
  ...{ id, channel: 'email', receivedAt: '2027-03-31T09:00:00.000Z', to: 'ada@curfew.localhost', raw },
  ...{ subject: 'A subject', text: 'A text', html: null, headers: {}, blocks: null },
});
const idsIn = (store: MessageStore) => store.find().map(({ id }) => id);

describe('the message store', () => {
  test('forgets the oldest messages when there are too many', () => {
    const store = new MessageStore({ messages: 2, characters: 1000 });
    for (const id of ['a', 'b', 'c']) store.put(email(id));
    expect(idsIn(store)).toEqual(['b', 'c']);
  });

  test('forgets the oldest messages when they are too long together', () => {
    const store = new MessageStore({ messages: 100, characters: 10 });
    for (const [id, length] of [
      ['a', 4],
      ['b', 5],
      ['c', 5],
      ['d', 1],
    ] as const)
      store.put(email(id, 'x'.repeat(length)));
    expect(idsIn(store)).toEqual(['c', 'd']);
  });

  test('keeps the newest message however long it is', () => {
    const store = new MessageStore({ messages: 100, characters: 10 });
    store.put(email('a'));
    store.put(email('b', 'x'.repeat(100)));
    expect(idsIn(store)).toEqual(['b']);
  });

  test('replaces a message in its place', () => {
    const store = new MessageStore();
    for (const id of ['a', 'b']) store.put(email(id));
    store.put({ ...email('a'), text: 'Another text' });
    expect(store.find().map(({ text }) => text)).toEqual(['Another text', 'A text']);
  });

  test('tells its listeners, until they stop listening', () => {
    const [store, events] = [new MessageStore(), [] as StoreEvent['kind'][]];
    const stop = store.listen(({ kind }) => events.push(kind));
    store.put(email('a'));
    store.clear();
    stop();
    store.put(email('b'));
    expect(events).toEqual(['put', 'cleared']);
  });
});
