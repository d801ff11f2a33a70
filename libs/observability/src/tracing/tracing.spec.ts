import { afterEach, describe, expect, it } from '@jest/globals';
import { Log } from '../log.js';
import { allowedAttributes, type SpanOptions, type Tracer } from './spans.js';
import { currentTraceId, currentTraceparent, inSpan, isTracing, traceWith } from './tracing.js';

const SPAN: SpanOptions = { name: 'fall due', kind: 'internal' };

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());

/** A tracer that is always at the same place. */
function standIn() {
  const seen: string[] = [];
  const tracer: Tracer = {
    inSpan: ({ name }, work) => {
      seen.push(name);
      return work({ add: () => undefined, fail: () => undefined });
    },
    current: () => ({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', traceparent: 'tp' }),
    stop: () => Promise.resolve(void seen.push('stopped')),
  };
  return { tracer, seen };
}

describe('without a tracer', () => {
  it('work is done, and nothing else', async () => {
    expect(await inSpan(SPAN, () => Promise.resolve(7))).toBe(7);
    await expect(inSpan(SPAN, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
    await inSpan(SPAN, (span) => {
      span.add({ 'curfew.count': 1 });
      span.fail('Error');
      return Promise.resolve();
    });
  });

  it('there is no place in a trace, within a span neither', async () => {
    const within = await inSpan(SPAN, () => Promise.resolve([isTracing(), currentTraceparent(), currentTraceId()]));
    expect(within).toEqual([false, undefined, undefined]);
  });
});

describe('with a tracer', () => {
  it('work is done in its spans until it is taken away', async () => {
    const { tracer, seen } = standIn();
    stop = traceWith(tracer);
    expect(await inSpan(SPAN, () => Promise.resolve([isTracing(), currentTraceparent()]))).toEqual([true, 'tp']);
    await stop();
    await inSpan(SPAN, () => Promise.resolve());
    expect([isTracing(), seen]).toEqual([false, ['fall due', 'stopped']]);
  });

  it('an older one that stops does not take the newer one away', async () => {
    const stopOlder = traceWith(standIn().tracer);
    stop = traceWith(standIn().tracer);
    await stopOlder();
    expect(isTracing()).toBe(true);
  });

  it('a log line says which trace it belongs to', () => {
    const lines: string[] = [];
    const log = new Log({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } });
    log.info('Before');
    stop = traceWith(standIn().tracer);
    log.info('Within');
    expect(lines.map((line) => (JSON.parse(line) as { traceId?: string }).traceId)).toEqual([
      undefined,
      '4bf92f3577b34da6a3ce929d0e0e4736',
    ]);
  });
});

describe('what a span says', () => {
  it('is on the list, and holds no secret', () => {
    const key = 'cfw_0123456789ABCDEFGHIJabcdefghij0123456789abc1Z9xQ2';
    const attributes = { 'curfew.count': 2, 'curfew.request_id': key, recipient: 'ada@example.com', name: 'deploy key' };
    expect(allowedAttributes(attributes)).toEqual({ 'curfew.count': 2, 'curfew.request_id': 'cfw_[redacted]' });
  });
});
