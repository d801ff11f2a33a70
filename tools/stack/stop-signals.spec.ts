import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { stopAsked } from './stop-signals.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
afterEach(() => {
  for (const signal of SIGNALS) process.removeAllListeners(signal);
});

function setup() {
  const hurry = jest.fn();
  let now = 0;
  const asked = stopAsked(hurry, () => now);
  const receive = (signal: NodeJS.Signals, atMs: number) => {
    now = atMs;
    process.emit(signal, signal);
  };
  return { hurry, asked, receive };
}

describe('stopAsked', () => {
  it.each(SIGNALS)('resolves at the first %s', async (signal) => {
    const { asked, hurry, receive } = setup();
    receive(signal, 0);
    await asked;
    expect(hurry).not.toHaveBeenCalled();
  });

  it('takes the Ctrl-C that npm passes on for the one that the terminal sent', () => {
    const { hurry, receive } = setup();
    receive('SIGINT', 0);
    receive('SIGINT', 20);
    expect(hurry).not.toHaveBeenCalled();
  });

  it('hurries when it is asked again', () => {
    const { hurry, receive } = setup();
    receive('SIGINT', 0);
    receive('SIGINT', 1500);
    expect(hurry).toHaveBeenCalledTimes(1);
  });
});
