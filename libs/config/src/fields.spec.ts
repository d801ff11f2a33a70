import { describe, expect, it } from '@jest/globals';
import { commaList, port, secondsBetween } from './fields.js';

describe('port', () => {
  it.each([
    ['1', 1],
    ['3000', 3000],
    ['65535', 65_535],
  ])('takes %s', (text, value) => {
    expect(port.parse(text)).toBe(value);
  });

  it.each(['0', '65536', '-1', '80.5', 'http', 'Infinity', '80x'])('refuses %s', (text) => {
    expect(port.safeParse(text).success).toBe(false);
  });
});

describe('commaList', () => {
  it.each([
    ['', []],
    [' , ,', []],
    ['P7D,P1D', ['P7D', 'P1D']],
    [' ada@example.com , bob@example.com,', ['ada@example.com', 'bob@example.com']],
  ])('reads %p', (text, items) => {
    expect(commaList.parse(text)).toEqual(items);
  });
});

describe('secondsBetween', () => {
  it('takes the bounds and what is between them', () => {
    expect(['1', '0.5', '60'].map((text) => secondsBetween(0.5, 60).parse(text))).toEqual([1, 0.5, 60]);
  });

  it.each(['0.4', '61', 'NaN', 'Infinity', 'soon'])('refuses %s', (text) => {
    expect(secondsBetween(0.5, 60).safeParse(text).success).toBe(false);
  });
});
