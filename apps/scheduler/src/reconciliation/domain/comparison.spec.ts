import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare, verdictOf, type Version } from './comparison.js';

const page = (versions: Readonly<Record<string, number>>): Version[] =>
  Object.entries(versions).map(([id, version]) => ({ id, version }));

const store = fc
  .dictionary(fc.stringMatching(/^ak[0-9a-f]{2}$/), fc.integer({ min: 1, max: 3 }), { maxKeys: 30 })
  .map((found) => page(found).sort((one, other) => (one.id < other.id ? -1 : 1)));

/** Everything that differs, page by page. */
function walk({ held, told, limit }: { held: Version[]; told: Version[]; limit: number }): Version[] {
  const found: Version[] = [];
  for (let after: string | null = ''; after !== null;) {
    const from: string = after;
    const pageOf = (all: Version[]) => all.filter(({ id }) => id > from).slice(0, limit);
    const { differences, next } = compare({ held: pageOf(held), told: pageOf(told), limit });
    found.push(...differences);
    after = next;
  }
  return found;
}

describe('a comparison', () => {
  it('finds nothing in pages that are the same', () => {
    const both = page({ ak1: 1, ak2: 4 });
    expect(compare({ held: both, told: both, limit: 2 })).toEqual({ differences: [], next: 'ak2' });
    expect(compare({ held: both, told: both, limit: 3 })).toEqual({ differences: [], next: null });
  });

  it('goes only as far as the shorter reach of two full pages', () => {
    const [held, told] = [page({ ak1: 1, ak9: 1 }), page({ ak1: 1, ak2: 1 })];
    expect(compare({ held, told, limit: 2 })).toEqual({ differences: [{ id: 'ak2', version: 1 }], next: 'ak2' });
  });

  it('finds every difference once, whatever the pages', () => {
    fc.assert(
      fc.property(store, store, fc.integer({ min: 1, max: 7 }), (held, told, limit) => {
        const of = (all: Version[], id: string) => all.find((one) => one.id === id)?.version ?? 0;
        const ids = [...new Set([...held, ...told].map(({ id }) => id))].sort();
        const differing = ids.filter((id) => of(held, id) !== of(told, id));
        const found = walk({ held, told, limit }).sort((one, other) => (one.id < other.id ? -1 : 1));
        expect(found).toEqual(differing.map((id) => ({ id, version: of(told, id) })));
      }),
    );
  });
});

describe('the second look', () => {
  it.each([
    ['heals what never came', { seen: 1, held: 0, told: 1 }, 'heal'],
    ['heals what is still behind what was seen', { seen: 3, held: 2, told: 4 }, 'heal'],
    ['leaves alone what has caught up and is behind again', { seen: 3, held: 3, told: 4 }, 'settled'],
    ['leaves alone what has come by itself', { seen: 3, held: 3, told: 3 }, 'settled'],
    ['leaves alone what was not there at the first look', { seen: 0, held: 0, told: 1 }, 'settled'],
    ['makes nothing older', { seen: 2, held: 3, told: 2 }, 'ahead'],
    ['forgets nothing', { seen: 0, held: 3, told: 0 }, 'unknown'],
    ['is not misled by what has vanished from both', { seen: 1, held: 0, told: 0 }, 'settled'],
  ] as const)('%s', (_guarantee, look, verdict) => {
    expect(verdictOf(look)).toBe(verdict);
  });
});
