import { describe, expect, it } from '@jest/globals';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Log } from '../log.js';
import { AudibleExporter } from './audible-exporter.js';

/** An exporter that answers as told, and what the log says of that. */
function setup() {
  const sentences: string[] = [];
  const write = (line: string) => void sentences.push((JSON.parse(line) as { message: string }).message);
  const answers: (Error | undefined)[] = [];
  const told: number[] = [];
  const inner: SpanExporter = {
    export: (_spans, done) => {
      const error = answers.shift();
      done(error ? { code: 1, error } : { code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const exporter = new AudibleExporter(inner, new Log({ service: 'test', level: 'info', destination: { write } }));
  const send = (...results: readonly (Error | undefined)[]) => {
    answers.push(...results);
    for (const _ of results) exporter.export([], ({ code }) => told.push(code));
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
    expect(told).toEqual([0, 1, 1, 1, 0, 0, 1]);
  });
});
