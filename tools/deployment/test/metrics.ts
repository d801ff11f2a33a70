import { collectDefaultMetrics, Registry } from 'prom-client';
import { filesBelow, readText } from './repository.js';

/** A metric that a service registers. */
export interface RegisteredMetric {
  readonly name: string;
  /** Every label that it may have, and those of others in the same file. */
  readonly labels: readonly string[];
}

const isShipped = (file: string) => /^(apps|libs)\/[^/]+\/src\/.*\.ts$/.test(file) && !/\.(int-|e2e-)?spec\.ts$/.test(file);
const sources = [...filesBelow('apps'), ...filesBelow('libs')].filter(isShipped).map((file) => readText(file));

/** Every metric of Curfew's own, read off the sources, under each name that Prometheus knows it by. */
export const ourMetrics: readonly RegisteredMetric[] = sources.flatMap((source) => {
  const labels = [...source.matchAll(/labelNames(?::| =) \[([^\]]*)\]/g)].flatMap(([, list = '']) => quotedIn(list));
  return [...source.matchAll(/(?:new (\w+)\(\{|\{)\s*name: '(curfew_\w+)'/g)].flatMap(([, type, name = '']) =>
    type === 'Histogram'
      ? ['_bucket', '_sum', '_count'].map((ending) => ({ name: `${name}${ending}`, labels: [...labels, 'le'] }))
      : [{ name, labels }],
  );
});

/** The metrics that every Node process has. */
export function nodeMetrics(): readonly string[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const names = register.getMetricsAsArray().map(({ name }) => name);
  register.clear();
  return names;
}

/** Whether a text stands between quotes somewhere in the sources: as the value of a label has to. */
export function isWrittenInSources(value: string): boolean {
  return sources.some((source) => source.includes(`'${value}'`));
}

function quotedIn(list: string): readonly string[] {
  return [...list.matchAll(/'(\w+)'/g)].map(([, label = '']) => label);
}
