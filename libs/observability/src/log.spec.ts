import { describe, expect, it } from '@jest/globals';
import type { LogFields } from './log-fields.js';
import { Log, type LogLevel } from './log.js';
import { NestLogger } from './nest-logger.js';
import { onTrail } from './trail.js';

const KEY = 'cfw_0123456789ABCDEFGHIJ';

/** A log whose lines are kept. */
function setup(level: LogLevel = 'debug') {
  const lines: Record<string, unknown>[] = [];
  let written = '';
  const write = (line: string) => {
    written += line;
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { log: new Log({ service: 'test', level, destination: { write } }), lines, written: () => written };
}

describe('a log line', () => {
  it('is JSON with a level, a time, the service, a sentence and fields', () => {
    const { log, lines } = setup();
    log.info('A key was issued', { cid: 'ak1', durationMs: 12, eventIds: ['ev1', 'ev2'] });
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'test',
        message: 'A key was issued',
        cid: 'ak1',
        durationMs: 12,
        eventIds: ['ev1', 'ev2'],
      },
    ]);
  });

  it('drops every field that is not on the list, and every object in one that is', () => {
    const { log, lines } = setup();
    const fields = { cid: 'ak1', name: 'ci-deploy', email: 'ada@example.com', body: '{}', reason: { password: 'hunter2' } };
    log.info('A key was issued', fields as unknown as LogFields);
    const [line = {}] = lines;
    expect(Object.keys(line).toSorted()).toEqual(['cid', 'level', 'message', 'service', 'time']);
  });

  it('carries the ids of the trail it is on, and of no other', async () => {
    const { log, lines } = setup();
    await Promise.all(
      ['rq1', 'rq2'].map((requestId) =>
        onTrail({ requestId }, async () => {
          await Promise.resolve();
          log.info(requestId);
        }),
      ),
    );
    log.info('outside');
    expect(lines.map(({ message, requestId }) => [message, requestId])).toEqual([
      ['rq1', 'rq1'],
      ['rq2', 'rq2'],
      ['outside', undefined],
    ]);
  });

  it('is not written below the level asked for', () => {
    const { log, lines } = setup('warn');
    log.debug('chatter');
    log.info('news');
    log.warn('trouble');
    expect(lines.map(({ message }) => message)).toEqual(['trouble']);
  });
});

describe('an error', () => {
  it('is told with its message and its stack', () => {
    const { log, lines } = setup();
    log.error('It failed', new Error('no luck'), { attempt: 3 });
    expect(lines[0]).toMatchObject({ level: 50, message: 'It failed', error: 'no luck', attempt: 3 });
    expect(lines[0]?.['stack']).toContain('log.spec');
  });

  it('is told with everything it gathers, however deep', () => {
    const { log, lines } = setup();
    const inner = new AggregateError([new Error('first'), new Error('second')]);
    log.error('It failed', new AggregateError([inner, new Error('third')], 'All were rejected'));
    expect(lines[0]?.['error']).toBe('All were rejected; first; second; third');
  });

  it.each([
    ['a text', 'boom', 'boom'],
    ['null', null, 'null'],
    ['an object that is no error', { password: 'hunter2' }, '[Object]'],
    ['an object without a prototype', Object.create(null), '[Object: null prototype] {}'],
    ['an error without a message', new TypeError(''), 'TypeError'],
  ])('may be %s', (_what, cause, error) => {
    const { log, lines } = setup();
    log.error('It failed', cause);
    expect(lines[0]?.['error']).toBe(error);
  });
});

describe('a secret', () => {
  it.each<readonly [string, (log: Log) => void]>([
    ['a sentence', (log) => log.info(`Refused ${KEY}`)],
    ['a field', (log) => log.info('Refused', { reason: KEY, path: `/x?key=${KEY}` })],
    ['a list', (log) => log.info('Refused', { cids: ['ak1', KEY] })],
    ['an error and its stack', (log) => log.error('It failed', new Error(KEY))],
    ['an error thrown as text', (log) => log.error('It failed', KEY)],
    ['gathered errors', (log) => log.error('It failed', new AggregateError([new AggregateError([new Error(KEY)])], KEY))],
    ['the trail', (log) => onTrail({ requestId: KEY }, () => log.info('Refused'))],
    ['what Nest says', (log) => new NestLogger(log).error(KEY, `Error: ${KEY}\n    at ${KEY} (x.js:1:1)`, KEY)],
  ])('is not written in %s', (_where, write) => {
    const { log, written } = setup();
    write(log);
    expect(written()).toContain('cfw_[redacted]');
    expect(written()).not.toContain(KEY.slice(4, 12));
  });
});
