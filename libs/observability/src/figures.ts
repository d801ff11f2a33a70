import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.js';

/** A gauge that shows one of several figures read together. */
export interface ShownFigure<Figures> {
  readonly name: string;
  readonly help: string;
  /** The figure; `null` where there is none yet. */
  readonly pick: (figures: Figures) => number | null;
}

/**
 * Gauges whose figures are read when the metrics are asked for: once, however many gauges show them. While they can't be
 * read, the gauges show `NaN` and the other metrics are shown all the same.
 */
export function showFigures<Figures>(
  metrics: Metrics,
  read: () => Promise<Figures>,
  shown: readonly ShownFigure<Figures>[],
): void {
  const reading = shared(read);
  for (const { name, help, pick } of shown) {
    new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        const figures = await reading().catch(() => undefined);
        this.set((figures && pick(figures)) ?? NaN);
      },
    });
  }
}

/** Whoever asks while an answer is on its way gets that answer. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
