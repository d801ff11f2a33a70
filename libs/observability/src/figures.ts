import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.js';

/** A gauge that shows one of several figures read together. */
export interface ShownFigure<Figures> {
  readonly name: string;
  readonly help: string;
  /** By what several figures under one name are told apart. */
  readonly labelNames?: readonly string[];
  /** The figure; `null` where there is none yet. Several, each with its labels, where there are label names. */
  readonly pick: (figures: Figures) => number | null | readonly LabelledFigure[];
}

/** One of several figures under one name. */
export interface LabelledFigure {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Gauges whose figures are read when the metrics are asked for: once, however many gauges show them. While they can't be
 * read, the gauges show `NaN` (those with labels: nothing) and the other metrics are shown all the same.
 */
export function showFigures<Figures>(
  metrics: Metrics,
  read: () => Promise<Figures>,
  shown: readonly ShownFigure<Figures>[],
): void {
  const reading = shared(read);
  for (const { name, help, labelNames = [], pick } of shown) {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [metrics],
      async collect() {
        const figures = await reading().catch(() => undefined);
        const picked = figures && pick(figures);
        this.reset();
        if (typeof picked === 'object' && picked !== null) for (const { labels, value } of picked) this.set(labels, value);
        else if (labelNames.length === 0) this.set(picked ?? NaN);
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
