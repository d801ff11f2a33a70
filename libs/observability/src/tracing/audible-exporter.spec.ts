import { describe, expect, it } from '@jest/globals';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Log } from '../log.js';
import { AudibleExporter } from './audible-exporter.js';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** An exporter that answers as told, and what the log says of that. */
function setup() {
  const sentences: string[] = [];
  const write = (line: string) => void sentences.push((JSON.parse(line) as { message: string }).message);
  const answers: (Error | undefined)[] = [];
  const told: boolean[] = [];
  const inner: SpanExporter = {
    export: (_spans, done) => {
      const error = answers.shift();
      done(resultOf(error));
    },
    shutdown: () => Promise.resolve(),
  };
  const exporter = new AudibleExporter(inner, new Log({ service: 'test', level: 'info', destination: { write } }));
  const send = (...results: readonly (Error | undefined)[]) => {
    answers.push(...results);
    results.forEach(() => {
      exporter.export([], ({ error }) => told.push(error === undefined));
    });
  };
  return { send, sentences, told };
}

describe('AudibleExporter', () => {
  it('says once that spans get lost, and once that they no longer do', () => {
    const { send, sentences, told } = setup();
    const away = new Error('connect ECONNREFUSED');
    send(undefined, away, away, away, undefined, undefined, away);
    const [lost, again] = ['Traces can not be sent, and some are lost', 'Traces can be sent again'];
    expect(sentences).toEqual([lost, again, lost]);
    expect(told).toEqual([true, false, false, false, true, true, false]);
  });
});

/** Its codes are an enum of a package that is not ours to import: 0 and 1. */
function resultOf(error: Error | undefined): Result {
  const result: unknown = { code: error ? 1 : 0, error };
  return result as Result;
}
