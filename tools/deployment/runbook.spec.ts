import { describe, expect, it } from '@jest/globals';
import { alerts } from './test/alerts.js';
import { nodeMetrics, ourMetrics } from './test/metrics.js';
import { filesBelow, readText } from './test/repository.js';
import { alertSections, runbook } from './test/runbook.js';

const all = (pattern: RegExp) => [...new Set([...runbook.matchAll(pattern)].map(([, found = '']) => found))];
const registered = [...ourMetrics.map(({ name }) => name), ...nodeMetrics()];

describe('the runbook', () => {
  it('has a section for each alert, in the order of the alerts, and for nothing else that is called like one', () => {
    expect(alertSections.map(({ name }) => name)).toEqual(alerts.map(({ alert }) => alert));
  });

  it.each(alertSections)(
    'says of $name what it means, whom it affects, where to look, what to do, and when it is over',
    ({ text }) => {
      const parts = [...text.matchAll(/^\*\*(.+?)\.?\*\*/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Means', 'Affects', 'Look', 'Do', 'Over when']);
    },
  );

  it('links to sections that there are', () => {
    const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    expect(all(/\]\(#([^)]+)\)/g).filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('names metrics that there are', () => {
    const names = all(/\b((?:curfew|nodejs)_[a-z0-9_]+)\b(?!\.)/g);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !registered.some((metric) => metric === name))).toEqual([]);
  });

  it('looks in the logs for sentences that are logged', () => {
    const sources = [...filesBelow('apps'), ...filesBelow('libs')].filter((file) => file.endsWith('.ts')).map(readText);
    const sentences = all(/grep '([A-Z][^']+)' \w+\.log/g);
    expect(sentences.length).toBeGreaterThan(8);
    expect(sentences.filter((sentence) => !sources.some((source) => source.includes(`'${sentence}`)))).toEqual([]);
  });

  it('runs scripts, roles, settings and routes that there are', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const settings = all(/`([A-Z]{2,}(?:_[A-Z]+)+)`/g).filter((name) => !['DATABASE_URL', 'REDIS_URL'].includes(name));
    const roles = all(/tools\/curfew\.mjs ([\w-]+)/g);
    const routes = all(/`[A-Z]+ (\/api\/[^`]+)`/g);
    for (const found of [settings, roles, routes]) expect(found.length).toBeGreaterThan(0);
    expect(all(/npm run ([\w:]+)/g).filter((script) => !(script in scripts))).toEqual([]);
    expect(roles.filter((role) => !readText('tools/curfew.mjs').includes(role))).toEqual([]);
    expect(settings.filter((name) => !readText('.env.example').includes(`${name}=`))).toEqual([]);
    expect(routes.filter((route) => !readText('docs/openapi.yaml').includes(`\n  ${route}:\n`))).toEqual([]);
  });
});
