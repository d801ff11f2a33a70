import { EventEmitter, once } from 'node:events';
import { expect, it } from '@jest/globals';
import { until } from '#libs/testing';
import { Turnstile } from './turnstile.js';

/** Work that is done when told, and what of it has begun. */
const setup = (capacity = 2) => {
  const turnstile = new Turnstile(capacity);
  const begun: string[] = [];
  const enter = (id: string, name: string) => {
    const signal = new EventEmitter();
    const work = async () => {
      begun.push(name);
      const [error] = (await once(signal, 'end')) as [Error?];
      if (error) throw error;
      return name;
    };
    const passed = turnstile.pass({ id, work });
    return { passed, finish: () => signal.emit('end'), fail: () => signal.emit('end', new Error(name)) };
  };
  const hasBegun = (name: string) => until(() => begun.includes(name), { what: `${name} has begun` });
  return { enter, begun, hasBegun };
};

it('does the work of one id one by one, in order, and that of another beside it', async () => {
  const { enter, begun, hasBegun } = setup();
  const [first, second, other] = [enter('a', 'first'), enter('a', 'second'), enter('b', 'other')];
  await hasBegun('other');
  expect(begun).toEqual(['first', 'other']);
  first.finish();
  await expect(first.passed).resolves.toBe('first');
  await hasBegun('second');
  expect(begun).toEqual(['first', 'other', 'second']);
  other.finish();
  second.finish();
  await expect(second.passed).resolves.toBe('second');
});

it('goes on after work that fails, which is told to whoever asked for it alone', async () => {
  const { enter, hasBegun } = setup();
  const [first, second] = [enter('a', 'first'), enter('a', 'second')];
  await hasBegun('first');
  first.fail();
  await expect(first.passed).rejects.toThrow('first');
  await hasBegun('second');
  second.finish();
  await expect(second.passed).resolves.toBe('second');
});

it('lets no more wait than there is room for, and has room again when one is through', async () => {
  const { enter, begun, hasBegun } = setup(1);
  const [first, second, third] = [enter('a', 'first'), enter('a', 'second'), enter('a', 'third')];
  expect(third.passed).toBeUndefined();
  await hasBegun('first');
  first.finish();
  await first.passed;
  await hasBegun('second');
  const fourth = enter('a', 'fourth');
  expect(fourth.passed).toBeDefined();
  second.finish();
  await second.passed;
  await hasBegun('fourth');
  fourth.finish();
  await fourth.passed;
  expect(begun).toEqual(['first', 'second', 'fourth']);
});
