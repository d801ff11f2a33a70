import { describe, expect, it } from '@jest/globals';
import { alerts } from './test/alerts.js';
import { dashboard, questionsOf } from './test/dashboard.js';
import { isWrittenInSources, nodeMetrics, ourMetrics } from './test/metrics.js';
import { parsePromQL } from './test/promql.js';
import { readText } from './test/repository.js';

// What Prometheus adds to whatever it scrapes, and what every metric of ours says.
const ADDED = ['namespace', 'instance', 'service'];

const labelsOf = new Map(ourMetrics.map(({ name, labels }) => [name, labels]));
const known = new Set([...labelsOf.keys(), ...nodeMetrics()]);

const questions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard().panels.flatMap((panel) => questionsOf(panel).map((expr) => [`panel "${panel.title}"`, expr] as const)),
];

describe('the metrics that the sources register', () => {
  it('are found: counters, gauges, figures and histograms', () => {
    const names = [
      'curfew_deliveries_total',
      'curfew_ready',
      'curfew_last_sweep_age_seconds',
      'curfew_delivery_lateness_seconds_bucket',
    ];
    expect([...labelsOf.keys()]).toEqual(expect.arrayContaining(names));
    expect(labelsOf.get('curfew_deliveries_total')).toEqual(expect.arrayContaining(['channel', 'outcome']));
  });

  it('are each looked at by an alert or a panel', () => {
    const asked = new Set(questions.flatMap(([, expr]) => parsePromQL(expr).selectors.map(({ metric }) => metric)));
    const stems = [...asked].map((name) => name.replace(/_(bucket|count|sum)$/, ''));
    const unseen = ourMetrics.map(({ name }) => name).filter((name) => !stems.includes(name.replace(/_(bucket|count|sum)$/, '')));
    // How often reminders moved is no promise; that they fall due is.
    expect([...new Set(unseen)]).toEqual(['curfew_reminders_planned_total']);
  });
});

describe.each(questions)('%s', (_name, expr) => {
  const { selectors, grouping } = parsePromQL(expr);

  it('asks for metrics that there are', () => {
    expect(selectors.length).toBeGreaterThan(0);
    expect(selectors.map(({ metric }) => metric).filter((metric) => !known.has(metric))).toEqual([]);
  });

  it('goes by labels that they have', () => {
    const has = [...ADDED, ...selectors.flatMap(({ metric }) => labelsOf.get(metric) ?? [])];
    expect(grouping.filter((label) => !has.includes(label))).toEqual([]);
    for (const { metric, matchers } of selectors)
      for (const { label } of matchers) expect([...ADDED, ...(labelsOf.get(metric) ?? [])]).toContain(label);
  });

  it('looks for values that they can have', () => {
    const asked = selectors.flatMap(({ matchers }) => matchers).filter(({ label }) => !ADDED.includes(label));
    const words = asked.filter(({ label }) => !['route', 'status'].includes(label)).flatMap(({ value }) => value.split('|'));
    expect(words.filter((word) => !isWrittenInSources(word))).toEqual([]);
    const paths = asked.filter(({ label }) => label === 'route').map(({ value }) => `\n  ${value}:\n`);
    expect(paths.filter((path) => !readText('docs/openapi.yaml').includes(path))).toEqual([]);
  });
});

describe('an expression', () => {
  it.each(['sum(', 'rate(curfew_x[5m)', 'curfew_x{a=b}', 'curfew_x > > 1'])('that is none is noticed: %s', (expr) => {
    expect(() => parsePromQL(expr)).toThrow('Not PromQL');
  });
});
