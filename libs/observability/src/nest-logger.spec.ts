import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Log } from './log.js';
import { NestLogger } from './nest-logger.js';

function setup() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = new Log({ service: 'test', level: 'debug', destination: { write } });
  return { nest: new NestLogger(log), lines };
}

const STACK = 'Error: no luck\n    at start (main.js:1:1)';

describe('NestLogger', () => {
  it('turns the chatter of Nest down to debug, with its context', () => {
    const { nest, lines } = setup();
    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    nest.verbose('Initialized', 'InstanceLoader');
    nest.debug('Looked', 'InstanceLoader');
    expect(lines.map(({ level, context }) => [level, context])).toEqual([
      [20, 'RouterExplorer'],
      [20, 'InstanceLoader'],
      [20, 'InstanceLoader'],
    ]);
  });

  it('leaves warnings and errors what they are', () => {
    const { nest, lines } = setup();
    nest.warn('Deprecated', 'Router');
    nest.error('It failed', 'Router');
    nest.fatal('It failed for good', 'Router');
    expect(lines.map(({ level, context, message }) => [level, context, message])).toEqual([
      [40, 'Router', 'Deprecated'],
      [50, 'Router', 'It failed'],
      [50, 'Router', 'It failed for good'],
    ]);
  });

  it.each([
    ['the message', [new Error('no luck'), 'Router']],
    ['beside the message', ['no luck', new Error('no luck'), 'Router']],
    ['a stack before the context', ['no luck', STACK, 'Router']],
    ['a stack behind nothing', ['no luck', STACK]],
  ])('tells an error by its message and stack when it comes as %s', (_how, [message, ...rest]) => {
    const { nest, lines } = setup();
    nest.error(message, ...rest);
    expect(lines[0]).toMatchObject({ level: 50, message: 'no luck', stack: expect.stringContaining('\n    at ') });
    expect(lines[0]?.['context']).toBe(rest.length === 2 || rest[0] === 'Router' ? 'Router' : undefined);
  });

  it('is what a Logger of Nest speaks through', () => {
    const { nest, lines } = setup();
    Logger.overrideLogger(nest);
    new Logger('Sweep').error(new Error('no luck'));
    Logger.overrideLogger(false);
    expect(lines[0]).toMatchObject({ message: 'no luck', context: 'Sweep', stack: expect.any(String) });
  });
});
