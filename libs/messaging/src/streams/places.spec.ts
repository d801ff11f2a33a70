import { EventEmitter, once } from 'node:events';
import { expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Places } from './places.js';

/** Places whose workers note that they begin and stay until they are let go by name. */
function atWork() {
  const places = new Places();
  const gate = new EventEmitter();
  const begun: string[] = [];
  const work = (name: string, options?: { readonly alone: boolean }) =>
    places.work(async () => {
      begun.push(name);
      await once(gate, name);
      return name;
    }, options);
  const begins = (...names: readonly string[]) => until(() => begun.join() === names.join(), { what: `${names.join()} begin` });
  return { places, work, begun, begins, letGo: (name: string) => gate.emit(name) };
}

it('eight are at work side by side, and the next when one is done', async () => {
  const { work, begins, letGo } = atWork();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const name of [...names, 'i']) void work(name);
  await begins(...names);
  letGo('c');
  await begins(...names, 'i');
});

it('who has to be alone waits for the others, and others for it', async () => {
  const { work, begins, begun, letGo } = atWork();
  const before = work('before');
  void work('alone', { alone: true });
  void work('after');
  await begins('before');
  letGo('before');
  expect(await before).toBe('before');
  await begins('before', 'alone');
  letGo('alone');
  await begins('before', 'alone', 'after');
  expect(begun).toHaveLength(3);
});

it('a place is free again after a failure', async () => {
  const { places, work, begins } = atWork();
  await expect(places.work(() => Promise.reject(new Error('no')), { alone: true })).rejects.toThrow('no');
  void work('next', { alone: true });
  await begins('next');
});
