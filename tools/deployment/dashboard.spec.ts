import { describe, expect, it } from '@jest/globals';
import { dashboard, type Panel } from './test/dashboard.js';

const COLUMNS = 24;
const { panels, templating, uid } = dashboard();
const charts = panels.filter(({ type }) => type !== 'row');

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}

describe('the dashboard', () => {
  it('can be found again, and asks for a data source and a namespace', () => {
    expect(uid).toBe('curfew');
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace']);
  });

  it('has an id and a title for each panel, once', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { id } of panels) expect(Number.isInteger(id) && id > 0).toBe(true);
  });

  it.each(panels)('has room for "$title"', (panel) => {
    const { x, y, w, h } = panel.gridPos;
    expect([x, y, w, h].every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
    expect(w * h).toBeGreaterThan(0);
    expect(x + w).toBeLessThanOrEqual(COLUMNS);
    expect(panels.filter((other) => other !== panel && overlap(other, panel)).map(({ title }) => title)).toEqual([]);
  });

  it.each(charts)('says what "$title" shows, for the namespace that was chosen', ({ description, targets = [] }) => {
    expect(description).toMatch(/.{15,}\.$/);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    expect(targets.length).toBeGreaterThan(0);
    for (const { expr } of targets) {
      const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors) expect(selector).toContain('namespace=~"$namespace"');
    }
  });
});
