import { describe, expect, it } from '@jest/globals';
import { isTimely, mayBeAnswered } from './signature.js';

const now = new Date('2027-03-24T09:30:00.900Z');
const seconds = 1_805_880_600;

describe('the time of a request', () => {
  it.each([0, -300, 300])('may be %d s from ours', (apart) => expect(isTimely(String(seconds + apart), now)).toBe(true));
  it.each([-301, 301, -86_400])('may not be %d s from ours', (apart) =>
    expect(isTimely(String(seconds + apart), now)).toBe(false),
  );
  it.each(['', 'now', '-1', `${String(seconds)}.0`, ` ${String(seconds)}`, `0x6ba3`, '9'.repeat(40)])('is none: %j', (text) =>
    expect(isTimely(text, now)).toBe(false),
  );
});

describe('an answer', () => {
  it('goes to Slack, and to what stands in for it if something does', () => {
    expect(mayBeAnswered('https://hooks.slack.com/actions/T0/1/x', undefined)).toBe(true);
    expect(mayBeAnswered('http://127.0.0.1:8026/answers/1', 'http://127.0.0.1:8026/api/')).toBe(true);
  });

  it.each([
    ['http://hooks.slack.com/actions'],
    ['https://hooks.slack.com.evil.test/'],
    ['https://hooks.slack.com@evil.test/'],
    ['https://a:b@hooks.slack.com/'],
    ['https://hooks.slack.com:8443/'],
    ['http://169.254.169.254/latest/meta-data'],
    ['http://127.0.0.1:8027/answers/1'],
    ['file:///etc/passwd'],
    ['hooks.slack.com'],
  ])('goes nowhere else: %s', (url) => expect(mayBeAnswered(url, 'http://127.0.0.1:8026/api/')).toBe(false));
});
