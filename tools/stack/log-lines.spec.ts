import { describe, expect, it } from '@jest/globals';
import { readableLine } from './log-lines.js';

describe('readableLine', () => {
  it('keeps ordinary log lines for the log file', () => {
    expect(readableLine('{"level":30,"message":"A key was issued"}')).toBeUndefined();
    expect(readableLine('')).toBeUndefined();
  });

  it('shows warnings and errors as a sentence with its cause', () => {
    expect(readableLine('{"level":40,"message":"Redis is away","error":"ECONNREFUSED"}')).toBe(
      'warning: Redis is away (ECONNREFUSED)',
    );
    expect(readableLine('{"level":60,"msg":"could not start","reason":"port taken"}')).toBe(
      'error: could not start (port taken)',
    );
  });

  it('shows what is not a log line as it is', () => {
    expect(readableLine('The environment is not right; nothing was started.')).toBe(
      'The environment is not right; nothing was started.',
    );
    expect(readableLine('{"level":"high"}')).toBe('{"level":"high"}');
  });

  it('lets nothing it shows command the terminal', () => {
    expect(readableLine('{"level":50,"message":"a\\u001b[2Jb\\nc"}')).toBe('error: a [2Jb c');
    expect(readableLine('\u001b]0;title\u0007')).toBe(' ]0;title ');
  });
});
