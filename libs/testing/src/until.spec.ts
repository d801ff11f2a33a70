import { describe, expect, it } from '@jest/globals';
import { until } from './until.js';

describe('until', () => {
  it('asks again until the probe yields a value, and answers it', async () => {
    const answers = [undefined, null, false, 0];
    expect(await until(() => answers.shift(), { what: 'a number' })).toBe(0);
  });

  it('takes a thrown error for "not yet"', async () => {
    let asked = 0;
    const probe = () => {
      if (++asked < 3) throw new Error('not there');
      return Promise.resolve('here');
    };
    expect(await until(probe, { what: 'an answer' })).toBe('here');
  });

  it('fails with what never happened and the last error', async () => {
    const probe = () => Promise.reject(new Error('no route'));
    await expect(until(probe, { what: 'a reply', withinMs: 30 })).rejects.toThrow(
      'Waited 30 ms, and this never happened: a reply. Last error: no route',
    );
  });
});
