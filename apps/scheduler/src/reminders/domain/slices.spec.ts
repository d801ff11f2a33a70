import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slicesOf } from './slices.js';

describe('slicesOf', () => {
  it('packs small workspaces together and puts a large one behind them, by itself', () => {
    const backlogs = [
      { workspaceId: 'herd', count: 100_000 },
      { workspaceId: 'b', count: 2 },
      { workspaceId: 'a', count: 1 },
      { workspaceId: 'c', count: 3 },
    ];
    expect(slicesOf(backlogs, 5)).toEqual([
      { workspaceIds: ['a', 'b'], partial: false },
      { workspaceIds: ['c'], partial: false },
      { workspaceIds: ['herd'], partial: true },
    ]);
  });

  it('answers nothing for nothing', () => {
    expect(slicesOf([], 5)).toEqual([]);
  });

  it('puts every workspace into one slice, and into none more than its size', () => {
    const backlogsOf = (counts: number[]) => counts.map((count, n) => ({ workspaceId: `ws${String(n)}`, count }));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }).map(backlogsOf), (backlogs) => {
        const slices = slicesOf(backlogs, 10);
        expect(slices.flatMap(({ workspaceIds }) => workspaceIds).sort()).toEqual(
          backlogs.map(({ workspaceId }) => workspaceId).sort(),
        );
        const countOf = (id: string) => backlogs.find(({ workspaceId }) => workspaceId === id)?.count ?? 0;
        for (const { workspaceIds, partial } of slices) {
          const sum = workspaceIds.reduce((total, id) => total + countOf(id), 0);
          expect(sum > 10).toBe(partial);
          if (partial) expect(workspaceIds).toHaveLength(1);
        }
      }),
    );
  });
});
