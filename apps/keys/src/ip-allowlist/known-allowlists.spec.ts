import { expect, it } from '@jest/globals';
import type { AllowlistOfWorkspace } from './allowlist-entry.js';
import { KnownAllowlists } from './known-allowlists.js';

/** A database that answers when told, and a clock that goes when told. */
const setup = () => {
  const asked: PromiseWithResolvers<readonly AllowlistOfWorkspace[]>[] = [];
  const clock = { ms: 0 };
  const read = () => {
    const answer = deferred<readonly AllowlistOfWorkspace[]>();
    asked.push(answer);
    return answer.promise;
  };
  const known = new KnownAllowlists({ read, monotonic: () => clock.ms });
  const answer = (place: number, ...addresses: string[]) => asked[place]?.resolve([{ workspaceId: 'ws', addresses }]);
  const letsIn = async (address: string) => (await known.sets()).get('ws')?.includes(address) ?? true;
  return { asked, clock, known, answer, letsIn };
};

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  const parts: Partial<Record<'resolve' | 'reject', (value: never) => void>> = {};
  const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return { promise, ...parts } as PromiseWithResolvers<T>;
}

it('asks once for all who wait', async () => {
  const { asked, answer, letsIn } = setup();
  const waiting = [letsIn('10.0.0.1'), letsIn('10.0.0.2')];
  answer(0, '10.0.0.1');
  expect(await Promise.all(waiting)).toEqual([true, false]);
  expect(asked).toHaveLength(1);
});

it('goes by its copy for less than a second, from the moment its reading began', async () => {
  const { asked, clock, answer, letsIn } = setup();
  const first = letsIn('10.0.0.1');
  clock.ms = 400;
  answer(0, '10.0.0.1');
  await first;
  clock.ms = 999;
  expect(await letsIn('10.0.0.1')).toBe(true);
  expect(asked).toHaveLength(2);
  clock.ms = 1_000;
  const waiting = letsIn('10.0.0.1');
  answer(1, '10.0.0.2');
  expect(await waiting).toBe(false);
});

it('lets nobody decide by what was read before a change', async () => {
  const { clock, known, answer, letsIn } = setup();
  const early = letsIn('10.0.0.1');
  clock.ms = 1;
  known.forget();
  clock.ms = 2;
  const late = letsIn('10.0.0.1');
  answer(1, '10.0.0.2');
  expect(await late).toBe(false);
  answer(0, '10.0.0.1');
  await early;
  expect(await letsIn('10.0.0.1')).toBe(false);
});

it('rejects while it can not be read and the copy is too old, and recovers', async () => {
  const { asked, clock, answer, letsIn } = setup();
  const first = letsIn('10.0.0.1');
  answer(0);
  await first;
  clock.ms = 1_000;
  const refused = letsIn('10.0.0.1');
  asked[1]?.reject(new Error('away'));
  await expect(refused).rejects.toThrow('away');
  const recovered = letsIn('10.0.0.1');
  answer(2);
  expect(await recovered).toBe(true);
});
