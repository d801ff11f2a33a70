import { describe, expect, it } from '@jest/globals';
import { parseAddressRange, plainAddress } from './address-range.js';
import { AddressSet } from './address-set.js';

const setOf = (...texts: readonly string[]) =>
  new AddressSet(
    texts.map((text) => {
      const range = parseAddressRange(text);
      if (!range) throw new Error(`${text} is no range`);
      return range;
    }),
  );

describe('a range', () => {
  it.each([
    ...['', ' ', '10.0.0.1 ', '10.0.0', '010.0.0.1', '10.0.0.256', '10.0.0.1/33', '10.0.0.1/-1', '10.0.0.1/08', '10.0.0.1/8/8'],
    ...['10.0.0.0/255.0.0.0', '10.0.0.1-10.0.0.9', '10.0.0.*', '*', 'localhost', '0x0a000001', '167772161', '1e1.0.0.0'],
    ...[
      '::1/129',
      '::g',
      ':::',
      '1::2::3',
      'fe80::1%eth0',
      '[::1]',
      '::1/',
      '/8',
      '10.0.0.1\n',
      '10.0.0.1/٨',
      '1'.repeat(100_000),
    ],
  ])('is not %j', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });

  it.each([
    ['10.0.0.1', { family: 'ipv4', address: '10.0.0.1', prefix: 32 }],
    ['0.0.0.0/0', { family: 'ipv4', address: '0.0.0.0', prefix: 0 }],
    ['2001:DB8:0:0::1', { family: 'ipv6', address: '2001:db8::1', prefix: 128 }],
    ['::/0', { family: 'ipv6', address: '::', prefix: 0 }],
    ['::ffff:1.2.3.4', { family: 'ipv4', address: '1.2.3.4', prefix: 32 }],
    ['::FFFF:0a00:0000/104', { family: 'ipv4', address: '10.0.0.0', prefix: 8 }],
  ])('is %s', (text, range) => {
    expect(parseAddressRange(text)).toEqual(range);
  });
});

describe('a set of ranges', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '1.2.3.4', false],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:DB8:1::', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', 'unknown', false],
    ['0.0.0.0/0', '', false],
  ])('%s: is %s in it? %s', (range, address, held) => {
    expect(setOf(range).includes(address)).toBe(held);
  });

  it('holds nothing when there are none', () => {
    expect(setOf().includes('10.0.0.1')).toBe(false);
  });
});

it.each([
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['FE80::1%eth0', 'fe80::1'],
  ['10.0.0.1', '10.0.0.1'],
  ['garbage', undefined],
])('the plain address of %s is %s', (text, plain) => {
  expect(plainAddress(text)).toBe(plain);
});
